import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate for this machine, and what makes a browser trust it. */
export interface Certificate {
  /** The options with which a server shows it. */
  options: string[];
  /** The option with which a browser trusts it, and no other. */
  trusted: string;
}

export function certificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'herringbone-certificate-'));
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30', '-subj', '/CN=localhost'];
  execFileSync('openssl', [...made, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const { publicKey } = new X509Certificate(readFileSync(cert));
  const digest = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('base64');
  return { options: ['--tls-cert', cert, '--tls-key', key], trusted: `--ignore-certificate-errors-spki-list=${digest}` };
}
