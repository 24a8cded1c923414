/**
 * How to ask the server for something that is shown, as often as one likes: of several questions under way no older answer takes
 * the place of a newer one. Where none comes, what was told last stays.
 */
export function latest<T>(ask: () => Promise<T>, tell: (answer: T) => void): () => Promise<void> {
  let asked = 0;
  let told = 0;
  return async () => {
    const question = ++asked;
    let answer: T;
    try {
      answer = await ask();
    } catch {
      return;
    }
    if (question < told) return;
    told = question;
    tell(answer);
  };
}
