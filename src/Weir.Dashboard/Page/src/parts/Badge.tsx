const looks: Record<string, [string, string]> = {
  pass: ["good", "✓"], trustworthy: ["good", "✓"], ready: ["good", "●"], running: ["live", "●"],
  fail: ["bad", "✗"], error: ["bad", "✗"], killed: ["bad", "✗"], "not trustworthy": ["warn", "!"],
  interrupted: ["warn", "!"], skip: ["calm", "–"], waiting: ["calm", "…"], starting: ["calm", "…"], building: ["live", "…"], removing: ["live", "…"],
  exited: ["calm", "■"], ended: ["calm", "■"], paused: ["warn", "‖"], up: ["good", "●"], down: ["bad", "✗"],
};

/** A state in its word, with a sign and a colour: never by the colour alone. */
export function Badge({ of, title }: { of: string | undefined; title?: string }) {
  if (!of) return <span class="muted">–</span>;
  const [look, sign] = looks[of] ?? ["calm", "·"];
  return <span class={`badge ${look}`} title={title}><span aria-hidden="true">{sign}</span> {of}</span>;
}
