// What the API tells of OpenFlow switches and their controllers, as docs/formats/api.md describes it.

export interface SwitchPortInfo {
  number: number; interface: string; peer?: string; up?: boolean;
  receivedPackets?: number; receivedBytes?: number; sentPackets?: number; sentBytes?: number; receivedDropped?: number; sentDropped?: number;
}

export interface SwitchInfo { name: string; kind: string; number: string; failMode: string; controllers: string[]; ports: SwitchPortInfo[]; flows?: number; fault?: string }

export interface FlowInfo {
  table: number; priority: number; match: string; actions: string; cookie: string; packets: number; bytes: number; seconds: number; idleTimeout: number; hardTimeout: number;
}

export interface SwitchPlace { switch: string; port: number; interface?: string }

export interface ControllerInfo {
  name: string; app: string; node: string; switches: string[];
  connected: { number: string; node?: string; version: string; since: string; ports: number }[];
  links: { one: SwitchPlace; other: SwitchPlace; carries: boolean }[];
  hosts: { mac: string; node?: string; at: SwitchPlace }[];
  hostCount: number; counters: Record<string, number>;
}
