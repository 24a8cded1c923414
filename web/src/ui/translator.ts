// A browser's translator takes each text node out of the page and puts a <font> with the translated words in its place. What
// draws the page goes on writing into the text node, which nobody sees any more: counts and states stand still, and removing it
// leaves the words behind.

interface Translation {
  /** Stands in the page with the translated words. */
  font: Element;
  /** What the page said. */
  text: string;
}

/**
 * Keeps the text nodes in the page, empty beside their translations. A text that changes takes the place of its translation, and
 * is translated anew; a text that goes takes its translation along.
 */
export function followTranslator(root: Node): void {
  const translated = new WeakMap<Node, Translation>();
  const fonts = new WeakSet<Node>();
  /** Letters that people type are looked at only on a page that is being translated. */
  let letters = false;

  /** If a translation stands where the text was, the text comes back beside it, without its words. */
  function take(text: Text, { target, addedNodes, previousSibling, nextSibling }: MutationRecord): void {
    const font = [...addedNodes, previousSibling, nextSibling].find(
      (node): node is Element => node?.nodeName === 'FONT' && node.parentNode === target && !fonts.has(node),
    );
    if (!font || text.isConnected) return;
    translated.set(text, { font, text: text.data });
    fonts.add(font);
    font.before(text);
    text.data = '';
  }

  /** The translation goes; a text that only moved says again what it said. */
  function release(text: Node): void {
    const translation = translated.get(text);
    if (!translation) return;
    translated.delete(text);
    translation.font.remove();
    (text as Text).data ||= translation.text;
  }

  const observer = new MutationObserver((records) => {
    for (const record of records) {
      release(record.target);
      record.addedNodes.forEach(release);
      for (const node of record.removedNodes) {
        release(node);
        if (node.nodeType === Node.TEXT_NODE) take(node as Text, record);
        letters ||= translated.has(node);
      }
    }
    // Nothing else has changed the page meanwhile: what waits are the changes that were made here.
    observer.takeRecords();
    observer.observe(root, { subtree: true, childList: true, characterData: letters });
  });
  observer.observe(root, { subtree: true, childList: true });
}
