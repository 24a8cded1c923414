/** Short messages at the edge of the screen; `say` from anywhere, `<Toasts />` once per screen shows them. */
export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'danger';
  action?: { label: string; run: () => void };
}

let next = 1;

class Toasts {
  list = $state<Toast[]>([]);

  say(text: string, options: { tone?: Toast['tone']; action?: Toast['action']; seconds?: number } = {}): void {
    const toast: Toast = { id: next++, text, tone: options.tone ?? 'plain', action: options.action };
    this.list = [...this.list.filter((other) => other.text !== text), toast].slice(-3);
    setTimeout(() => this.drop(toast.id), (options.seconds ?? (options.action ? 10 : 6)) * 1000);
  }

  drop(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
