import type { ConsensusNode } from "../source/api.ts";
import { count } from "../text/format.ts";
import { messageTypes } from "./palette.ts";
import { stack } from "./scale.ts";

/** What each node said, by type, on one scale; and how many of its messages were signed by another. */
export function NodeBars({ nodes }: { nodes: readonly ConsensusNode[] }) {
  const most = Math.max(1, ...nodes.map((node) => stack(node.counts, messageTypes).total));
  return (
    <div class="scroll"><table class="rows">
      <thead><tr><th>Node</th>{messageTypes.map((type) => <th key={type} class="num"><i class={`swatch c-${type}`} />{type}</th>)}<th class="bar-cell">Messages</th><th class="num">Mismatches</th></tr></thead>
      <tbody>
        {nodes.map((node) => {
          const { segments, total } = stack(node.counts, messageTypes);
          return (
            <tr key={node.node}>
              <td>{node.node}</td>
              {messageTypes.map((type) => <td key={type} class="num">{count(node.counts[type] ?? 0)}</td>)}
              <td class="bar-cell"><svg width="100%" height="12" preserveAspectRatio="none" viewBox={`0 0 ${most} 12`} role="img" aria-label={`${total} messages`}>{segments.map((one) => <rect key={one.key} x={one.from} width={one.to - one.from} height={12} class={`c-${one.key}`} />)}</svg></td>
              <td class="num">{node.mismatches ? <strong class="bad-text">{count(node.mismatches)} ✗</strong> : node.mismatches === 0 ? "0" : "–"}</td>
            </tr>
          );
        })}
      </tbody>
    </table></div>
  );
}
