import type { ConsensusBlock } from "../source/api.ts";
import { clock, count, duration } from "../text/format.ts";
import { messageTypes } from "./palette.ts";
import { roundUp, stack, ticks } from "./scale.ts";
import { useWidth } from "./useWidth.ts";

const left = 44;
const barsHeight = 200;
const lineTop = 232;
const lineHeight = 84;

const quorumOf = (block: ConsensusBlock) => block.quorumMs ?? undefined;

/** A bar for each block, its messages stacked by type; below it how long the quorum took. Blocks whose counts may be too low are hatched; a number above a bar is a round above 0. */
export function StackedBlocks({ blocks, chosen, onChoose }: { blocks: readonly ConsensusBlock[]; chosen: number | undefined; onChoose: (block: number) => void }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const right = width - 8;
  const most = roundUp(Math.max(1, ...blocks.map((block) => stack(block.counts, messageTypes).total)), 5);
  const slowest = roundUp(Math.max(0.001, ...blocks.map((block) => quorumOf(block) ?? 0)), 3);
  const slot = (right - left) / Math.max(blocks.length, 12);
  const bar = Math.max(2, Math.min(36, slot - Math.max(1, slot * 0.25)));
  const x = (at: number) => left + (at + 0.5) * slot;
  const y = (value: number) => 16 + (1 - value / most) * (barsHeight - 16);
  const yLine = (value: number) => lineTop + (1 - value / slowest) * lineHeight;
  const every = Math.max(1, Math.ceil(52 / slot));
  const points = blocks.map((block, at) => ({ at, value: quorumOf(block) }));
  return (
    <div ref={box} class="figure">
      <svg width={width} height={lineTop + lineHeight + 24} role="img" aria-label={`messages of ${blocks.length} blocks, stacked by type, and time to quorum`}>
        <defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="5" class="hatch" /></pattern></defs>
        {ticks(0, most, 5).values.map((value) => <g key={value}><line x1={left} x2={right} y1={y(value)} y2={y(value)} class="grid" /><text x={left - 6} y={y(value) + 4} text-anchor="end" class="axis">{count(value)}</text></g>)}
        {ticks(0, slowest, 3).values.map((value) => <g key={value}><line x1={left} x2={right} y1={yLine(value)} y2={yLine(value)} class="grid" /><text x={left - 6} y={yLine(value) + 4} text-anchor="end" class="axis">{count(+value.toFixed(3))}</text></g>)}
        <text x={left} y={lineTop - 8} class="axis">time to quorum, ms</text>
        {blocks.map((block, at) => {
          const { segments, total } = stack(block.counts, messageTypes);
          const uncertain = block.state === "uncertain";
          return (
            <g key={block.block} class={`block ${chosen === block.block ? "chosen" : ""}`} onClick={() => onChoose(block.block)}>
              <rect x={x(at) - slot / 2} y={0} width={slot} height={lineTop + lineHeight + 4} class="hit"><title>{describe(block)}</title></rect>
              {segments.map((one) => <rect key={one.key} x={x(at) - bar / 2} width={bar} y={y(one.to)} height={Math.max(0.5, y(one.from) - y(one.to) - (segments.length > 1 ? 0.5 : 0))} class={`c-${one.key}`} />)}
              {uncertain && total > 0 && <rect x={x(at) - bar / 2} width={bar} y={y(total)} height={y(0) - y(total)} fill="url(#hatch)" />}
              {(block.round ?? 0) > 0 && <text x={x(at)} y={y(total) - 4} text-anchor="middle" class="round">{slot > 26 ? `round ${block.round}`.slice(slot > 48 ? 0 : 6) : block.round}</text>}
              {!block.decided && total > 0 && <text x={x(at)} y={y(0) - 4} text-anchor="middle" class="undecided">?</text>}
            </g>
          );
        })}
        {points.slice(1).map((point, i) => {
          const before = points[i]!;
          return point.value !== undefined && before.value !== undefined && <line key={point.at} x1={x(before.at)} x2={x(point.at)} y1={yLine(before.value)} y2={yLine(point.value)} class="quorum-line" />;
        })}
        {points.map((point) => point.value !== undefined && <circle key={point.at} cx={x(point.at)} cy={yLine(point.value)} r={Math.min(3, Math.max(1.5, slot / 6))} class="quorum-dot"><title>{describe(blocks[point.at]!)}</title></circle>)}
        {blocks.map((block, at) => at % every === 0 && <text key={block.block} x={x(at)} y={lineTop + lineHeight + 18} text-anchor="middle" class="axis">{block.block}</text>)}
      </svg>
    </div>
  );
}

function describe(block: ConsensusBlock): string {
  const parts = messageTypes.map((type) => `${count(block.counts[type] ?? 0)} ${type}`);
  const state = [block.decided ? "decided" : "not decided", block.round ? `in round ${block.round}` : "", block.state === "uncertain" ? "counts may be too low" : ""].filter(Boolean).join(", ");
  return `block ${block.block} at ${clock(block.time)}: ${state}\n${parts.join(", ")}\nproposer ${block.proposer ?? "unknown"}, quorum after ${duration(quorumOf(block) === undefined ? undefined : quorumOf(block)! / 1000)}`;
}
