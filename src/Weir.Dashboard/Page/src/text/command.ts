/** A command line as words: spaces part them, quotes of both kinds and backslashes keep them together. No variable, pattern or pipe means anything: a program is started, not a shell. */
export function words(line: string): string[] {
  const found: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let i = 0; i < line.length; i++) {
    const one = line[i]!;
    if (quote) {
      if (one === quote) quote = "";
      else if (one === "\\" && quote === '"' && i + 1 < line.length) word = (word ?? "") + line[++i];
      else word = (word ?? "") + one;
    } else if (one === '"' || one === "'") {
      quote = one;
      word ??= "";
    } else if (one === "\\" && i + 1 < line.length) {
      word = (word ?? "") + line[++i];
    } else if (/\s/.test(one)) {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + one;
    }
  }
  if (quote) throw new Error(`the quote ${quote} is not closed`);
  if (word !== undefined) found.push(word);
  return found;
}
