import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Loaded } from "../parts/State.tsx";
import type { PacketDetail, PacketField, PacketLayer } from "../source/api.ts";
import { useFeed, useResource } from "../source/hooks.ts";
import { bytesOf, hexByte, hexRows, innermost, printable, type Range } from "../text/hex.ts";
import { plural } from "../text/format.ts";
import { runPath } from "../text/route.ts";

const shownFirst = 2048;

/** One packet: its layers as a tree and its bytes; what is pointed at in one is marked in the other. */
export function PacketPane({ capture, file, number, onClose }: { capture: string; file: string | undefined; number: number; onClose: () => void }) {
  const feed = useFeed();
  const packet = useResource<PacketDetail>(runPath(feed.run, "captures", capture, "packets", String(number)) + (file === undefined ? "" : `?file=${encodeURIComponent(file)}`));
  return (
    <section class="pane packet" aria-label={`packet ${number}`}>
      <h2>Packet {number}<button class="plain" aria-label="close" onClick={onClose}>×</button></h2>
      <Loaded of={packet}>{(data) => <Decoded packet={data} />}</Loaded>
    </section>
  );
}

function Decoded({ packet }: { packet: PacketDetail }) {
  const bytes = useMemo(() => bytesOf(packet.hex), [packet]);
  const [held, hold] = useState<Range>();
  const [pointed, point] = useState<Range>();
  const range = pointed ?? held;
  const fields = useMemo(() => packet.layers.flatMap((layer) => [...layer.fields, layer] as (PacketField | PacketLayer)[]), [packet]);
  return (
    <>
      {packet.problem && <p class="warn-text" role="status">{packet.problem}</p>}
      <div class="decoded">
        <ul class="tree" role="tree" aria-label="layers" onMouseLeave={() => point(undefined)}>
          {packet.layers.map((layer, i) => <Layer key={i} layer={layer} range={range} open={i === packet.layers.length - 1} onPoint={point} onHold={hold} />)}
        </ul>
        <Hex bytes={bytes} range={range} onPoint={(at) => point(at === undefined ? undefined : innermost(fields, at))} onHold={(at) => hold(innermost(fields, at))} />
      </div>
    </>
  );
}

interface Marking { range: Range | undefined; onPoint: (range: Range | undefined) => void; onHold: (range: Range) => void }

function Layer({ layer, range, open: first, onPoint, onHold }: { layer: PacketLayer; open: boolean } & Marking) {
  const [open, setOpen] = useState(first);
  // Pointing at a byte opens the layer that explains it.
  const inside = range?.from !== undefined && layer.fields.some((field) => field === range);
  useEffect(() => { if (inside) setOpen(true); }, [inside]);
  const toggle = () => { setOpen(!open); onHold(layer); };
  return (
    <li role="treeitem" aria-expanded={open}>
      <button class={`tree-row layer ${range === layer ? "marked" : ""}`} onClick={toggle} onMouseEnter={() => onPoint(layer)} onFocus={() => onHold(layer)}>
        <span aria-hidden="true">{open ? "▾" : "▸"}</span> <strong>{layer.name}</strong> {layer.summary}
      </button>
      {open && <ul role="group">{layer.fields.map((field, i) => <Field key={i} field={field} range={range} onPoint={onPoint} onHold={onHold} />)}</ul>}
    </li>
  );
}

function Field({ field, range, onPoint, onHold }: { field: PacketField } & Marking) {
  const marked = range === field;
  const row = useRef<HTMLButtonElement>(null);
  return (
    <li role="treeitem">
      <button ref={row} class={`tree-row ${marked ? "marked" : ""}`} onClick={() => onHold(field)} onMouseEnter={() => onPoint(field)} onFocus={() => onHold(field)}>
        <span class="muted">{field.name}</span> {field.text}
      </button>
    </li>
  );
}

function Hex({ bytes, range, onPoint, onHold }: { bytes: readonly number[]; range: Range | undefined; onPoint: (at: number | undefined) => void; onHold: (at: number) => void }) {
  const [all, setAll] = useState(false);
  const rows = useMemo(() => hexRows(all ? bytes : bytes.slice(0, shownFirst)), [bytes, all]);
  const marked = (at: number) => range?.from !== undefined && range.to !== undefined && at >= range.from && at < range.to;
  const byteOf = (event: Event) => {
    const at = (event.target as HTMLElement).dataset?.["at"];
    return at === undefined ? undefined : Number(at);
  };
  return (
    <div class="hex" role="group" aria-label={`${bytes.length} bytes`} tabIndex={0} onMouseOver={(event) => onPoint(byteOf(event))} onMouseLeave={() => onPoint(undefined)} onClick={(event) => { const at = byteOf(event); if (at !== undefined) onHold(at); }}>
      {rows.map((row) => (
        <div class="hex-row" key={row.offset}>
          <span class="muted">{row.offset.toString(16).padStart(4, "0")}</span>
          <span class="hex-bytes">{row.bytes.map((value, i) => <i key={i} data-at={row.offset + i} class={marked(row.offset + i) ? "marked" : ""}>{hexByte(value)}</i>)}</span>
          <span class="hex-text">{row.bytes.map((value, i) => <i key={i} data-at={row.offset + i} class={marked(row.offset + i) ? "marked" : ""}>{printable(value)}</i>)}</span>
        </div>
      ))}
      {!all && bytes.length > shownFirst && <button onClick={() => setAll(true)}>Show all {plural(bytes.length, "byte")}</button>}
    </div>
  );
}
