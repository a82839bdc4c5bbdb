// The answers of the API, as docs/formats/api.md describes them. Times are seconds of the run's clock, rates bits a second, sizes bytes; a missing member is not known.

export type RunState = "building" | "running" | "removing" | "ended" | "killed";

export interface About { weir: string; host?: string; kernel?: string; current?: string | null }

export interface CheckCounts { pass: number; fail: number; skip: number }

export interface RunSummary {
  id: string; lab: string; begin?: string; state: RunState; result?: string; trust?: string;
  seconds?: number; nodes?: number; links?: number; checks?: CheckCounts;
}

export interface RunDetail extends RunSummary {
  description?: string; seed?: number; duration?: number; now?: number;
  vars?: Record<string, string>; host?: Record<string, unknown>; durations?: Record<string, number>;
  reasons?: string[]; doubts?: string[]; folder?: string;
  monitors?: MonitorInfo[]; captures?: CaptureInfo[];
}

/** What a run is doing; at its end with what its verdict says. */
export interface StateNote { state: RunState; now?: number; result?: string; trust?: string; reasons?: string[]; doubts?: string[]; durations?: Record<string, number> }

export interface MonitorInfo { name: string; kind: string; tables: { name: string; rows?: number }[] }

export interface CaptureInfo { name: string; points?: string[]; bytes?: number; written?: number; dropped?: number }

export interface NodeInterface { name: string; fullName: string; mac?: string; addresses?: string[] }

export interface TopologyNode { name: string; kind: string; addresses?: string[]; interfaces?: NodeInterface[]; programs?: string[] }

export interface LinkEnd { node: string; interface: string }

export interface TopologyLink { name: string; a: LinkEnd; b: LinkEnd; backend?: string; up?: boolean; impairments?: string }

export interface Topology { nodes: TopologyNode[]; links: TopologyLink[] }

export interface InterfaceRates { rxBitRate?: number; txBitRate?: number; rxPacketRate?: number; txPacketRate?: number; dropped?: number; errors?: number }

export interface DirectionCounters {
  from: string; to: string; sent?: number; delivered?: number; lost?: number; queueDropped?: number;
  meanDelay?: number; lateness99?: number; measuredRate?: number;
}

export interface CounterSample { time: number; interfaces: Record<string, InterfaceRates>; links?: Record<string, DirectionCounters[]> }

export interface RunEvent { index: number; time: number; kind: string; subject?: string; text: string; [field: string]: unknown }

export interface ProgramInfo { name: string; node: string; kind: string; command?: string[]; state: string; exit?: string; pid?: number; starts?: number; logBytes?: number }

export interface LogLine { time: number; stream: string; text: string }

export interface LogPart { lines: LogLine[]; next: number; end?: boolean }

export interface CheckInfo { name: string; kind: string; mode?: string; result: string; message?: string; seconds?: number }

export interface TableColumn { name: string; type?: string; meaning?: string }

export type Cell = string | number | boolean | null;

export interface TablePart { columns: TableColumn[]; rows: Cell[][]; total?: number }

export type MessageType = "preprepare" | "prepare" | "commit" | "roundchange";

export type MessageCounts = Partial<Record<MessageType, number>>;

export interface ConsensusBlock {
  block: number; time?: number; state?: string; decided?: boolean | number; round?: number; proposer?: string; quorumMs?: number; counts: MessageCounts;
}

export interface ConsensusNode { node: string; counts: MessageCounts; mismatches?: number }

export interface ConsensusRound { block: number; round: number; proposer?: string; decided?: boolean | number; prepares?: number; commits?: number; roundchanges?: number }

export interface Consensus { points?: string[]; blocks: ConsensusBlock[]; nodes: ConsensusNode[]; rounds: ConsensusRound[] }

export interface PacketRow { number: number; time: number; interface?: string; length: number; source?: string; destination?: string; protocol?: string; info?: string }

export interface PacketPart { packets: PacketRow[]; next?: number | null; total?: number; file?: string }

export interface PacketField { name: string; text: string; from?: number; to?: number }

export interface PacketLayer { name: string; summary?: string; from?: number; to?: number; fields: PacketField[] }

export interface PacketDetail { number: number; time: number; layers: PacketLayer[]; hex: string; problem?: string }

/** A waypoint counts packets, or bytes, or something else. */
export interface Waypoint { name: string; meaning?: string; packets?: number; bytes?: number; count?: number }

export interface BalanceSource { name: string; waypoints: Waypoint[]; in: number; accounted: number }

export interface Difference { name: string; a?: string | null; b?: string | null }

export interface RunDiff {
  a: string; b: string; sameResults: boolean; labFile: string[];
  plan: Difference[]; machine: Difference[]; results: Difference[]; messages: Difference[]; durations: Difference[]; counters: Difference[];
}

export interface ExecResult { exit: number; output: string; error: string; truncated?: boolean }
