import { ApiError } from '../api';

/** A file and its name. A link would leave the page for what the server has to say against it. */
export async function exported(address: string): Promise<{ file: Blob; name: string }> {
  let response: Response;
  try {
    response = await fetch(address, { cache: 'no-store' });
    if (response.ok) {
      const named = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1];
      return { file: await response.blob(), name: decodeURIComponent(named ?? 'board') };
    }
  } catch (cause) {
    throw new ApiError('network', 0, String(cause));
  }
  const problem = (await response.json().catch(() => null)) as { code?: string; detail?: string } | null;
  throw new ApiError(problem?.code ?? `http-${response.status}`, response.status, problem?.detail ?? '');
}
