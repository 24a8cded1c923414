// Search and replay. The page says everything without them.
(() => {
  const tools = document.querySelector('.tools');
  if (!tools) return;
  tools.hidden = false;
  const cards = new Map([...document.querySelectorAll('figure g[data-note]')].map((card) => [card.dataset.note, card]));
  // The cards of causes that are shown on further bones as well; they come and go with their cause.
  const again = [...document.querySelectorAll('figure g[data-note-again]')];
  const entries = [...document.querySelectorAll('#causes li')];
  const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const words = new Map([...cards.values(), ...entries].map((one) => [one, plain(own(one))]));

  // What an entry says itself, without the entries in it.
  function own(one) {
    return [...one.children].filter((part) => part.tagName !== 'UL' && part.tagName !== 'rect').map((part) => part.textContent).join(' ');
  }

  const search = tools.querySelector('input[type=search]');
  const found = tools.querySelector('.found');
  search.addEventListener('input', () => {
    const wanted = plain(search.value).split(/\s+/).filter(Boolean);
    const fits = (one) => wanted.every((word) => words.get(one).includes(word));
    for (const entry of entries) entry.hidden = ![entry, ...entry.querySelectorAll('li')].some(fits);
    for (const card of cards.values()) card.classList.toggle('dim', !fits(card));
    for (const card of again) card.classList.toggle('dim', !fits(cards.get(card.dataset.noteAgain)));
    found.textContent = wanted.length === 0 ? '' : found.dataset.said.replace('#', entries.filter(fits).length);
  });

  const range = tools.querySelector('input[type=range]');
  const button = tools.querySelector('button');
  const shown = tools.querySelector('.shown');
  const order = JSON.parse(range.dataset.order).filter((id) => cards.has(id));
  if (order.length < 2) {
    tools.querySelector('fieldset').remove();
    return;
  }
  range.max = order.length;
  range.value = order.length;
  let timer = 0;
  function show() {
    const count = Number(range.value);
    order.forEach((id, at) => cards.get(id).classList.toggle('gone', at >= count));
    for (const card of again) card.classList.toggle('gone', cards.get(card.dataset.noteAgain).classList.contains('gone'));
    const last = count === 0 ? undefined : cards.get(order[count - 1]);
    const text = count === order.length && timer === 0 ? '' : (last?.querySelector('title')?.textContent ?? '');
    shown.textContent = `${count} / ${order.length}${text ? `: ${text}` : ''}`;
  }
  function stop() {
    clearInterval(timer);
    timer = 0;
    button.textContent = button.dataset.play;
  }
  button.addEventListener('click', () => {
    if (timer !== 0) return stop();
    if (Number(range.value) === order.length) range.value = 0;
    button.textContent = button.dataset.pause;
    // The whole takes half a minute at most.
    timer = setInterval(() => {
      range.value = Number(range.value) + 1;
      if (Number(range.value) >= order.length) stop();
      show();
    }, Math.min(700, 30000 / order.length));
    show();
  });
  range.addEventListener('input', () => {
    stop();
    show();
  });
  show();
})();
