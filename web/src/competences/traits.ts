/** Ten traits that people who care for customers are looked for: another list to start from. They are content of a board, so they are in its language. */
const TRAITS: Record<string, readonly string[]> = {
  en: [
    'Listening and understanding what customers need',
    'Solving problems, with ideas of one’s own',
    'Staying calm under pressure',
    'Empathy and good relations with customers',
    'Communication',
    'Deciding and answering for it',
    'Wanting to learn',
    'Working with other departments',
    'Tools and technology of customer service',
    'Knowing the industry and the market',
  ],
  pl: [
    'Słuchanie i rozumienie potrzeb klientów',
    'Rozwiązywanie problemów i pomysłowość',
    'Spokój pod presją',
    'Empatia i dobre relacje z klientami',
    'Komunikatywność',
    'Podejmowanie decyzji i branie za nie odpowiedzialności',
    'Chęć uczenia się',
    'Współpraca z innymi działami',
    'Narzędzia i technologie obsługi klienta',
    'Znajomość branży i rynku',
  ],
  uk: [
    'Уміння слухати й розуміти потреби клієнтів',
    'Розв’язання проблем і винахідливість',
    'Спокій під тиском',
    'Емпатія та добрі стосунки з клієнтами',
    'Комунікабельність',
    'Ухвалення рішень і відповідальність за них',
    'Бажання вчитися',
    'Співпраця з іншими відділами',
    'Інструменти й технології обслуговування клієнтів',
    'Знання галузі та ринку',
  ],
};

export const traits = (language: string): readonly string[] => TRAITS[language] ?? TRAITS.en!;
