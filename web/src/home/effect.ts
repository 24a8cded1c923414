// What makes a good effect: what is noticed, where, when and how much; no answer in it, and no cause.

/** The answers of the wizard. */
export interface Asked {
  what: string;
  where: string;
  when: string;
  much: string;
}

/** The effect that the answers make together. */
export function composed({ what, where, when, much }: Asked): string {
  const [seen, place, time, figure] = [what, where, when, much].map((text) => text.trim().replace(/[\s.,;:]+$/, ''));
  if (!seen) return '';
  const sentence = [seen, place].filter(Boolean).join(' ');
  return [[sentence, time].filter(Boolean).join(', '), figure].filter(Boolean).join(': ');
}

// A person writes in any of the three languages, whatever the page speaks. Letters are asked for by name, because \b knows only the
// Latin ones without marks.
const before = String.raw`(?<![\p{L}\p{M}])`;
const words = (...all: string[]): RegExp => new RegExp(`${before}(?:${all.join('|')})`, 'iu');

const SOLUTIONS = words(
  // English
  String.raw`(?:we |you |they )?(?:need to|should|must|have to|ought to)(?!\p{L})`,
  String.raw`(?:introduce|implement|buy|hire|automate|replace|roll out|set up|deploy|digiti[sz]e|train (?:the |our |more )?(?:staff|people|employees|team)|improve|optimi[sz]e|speed up|shorten)(?!\p{L})`,
  String.raw`(?:a )?new (?:system|tool|software|app|crm|chatbot|procedure|process|team)(?!\p{L})`,
  // Polish
  String.raw`(?:trzeba|należy|powinniśmy|musimy|powinno się)(?!\p{L})`,
  String.raw`(?:wdroż|wdraż|wprowadz|kupi[ćm]|kupienie|zakup(?!\p{L})|zatrudni|zautomatyz|usprawni|popraw(?:ić|a |my)|skrócić|przeszkoli|przyspieszy)\p{L}*`,
  String.raw`now(?:y|a|e|ego|ej) (?:system|narzędzi|program|aplikacj|crm|czatbot|procedur|proces|zespół)\p{L}*`,
  // Ukrainian
  String.raw`(?:треба|потрібно|слід|варто|мусимо|маємо зробити)(?!\p{L})`,
  String.raw`(?:впровади|запровади|впровадж|запровадж|купити|придбати|найняти|автоматиз|покращи|поліпши|скоротити|навчити|прискори)\p{L}*`,
  String.raw`нов(?:а|ий|е|у|ого|ої) (?:систем|інструмент|програм|застос|crm|чат-?бот|процедур|процес|команд)\p{L}*`,
);

const CAUSES = words(
  String.raw`(?:because|due to|lack of|caused by|owing to)(?!\p{L})`,
  String.raw`(?:bo|ponieważ|z powodu|przez to|brak|brakuje|gdyż)(?!\p{L})`,
  String.raw`(?:бо|тому що|через те|через брак|брак|бракує|оскільки|внаслідок)(?!\p{L})`,
);

export type Fault = { kind: 'solution' | 'blame'; word: string };

/** The first word that sounds like a solution or names a cause; null if nothing does. It is a hint, and may be wrong. */
export function fault(effect: string): Fault | null {
  for (const [kind, pattern] of [
    ['solution', SOLUTIONS],
    ['blame', CAUSES],
  ] as const) {
    const word = pattern.exec(effect)?.[0];
    if (word) return { kind, word: word.trim() };
  }
  return null;
}

/** Whether it says how much, in figures or in words of them. */
export function hasFigure(effect: string): boolean {
  return /\p{N}|%|half|third|every|double|połow|co (?:drug|trzec|czwart|piąt)|podwoi|половин|третин|кож(?:ен|на|не) |удвіч/iu.test(effect);
}
