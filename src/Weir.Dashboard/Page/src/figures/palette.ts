import type { MessageType } from "../source/api.ts";

/** The four types of message, from the first of a block to the last; their colours are told apart also by the colour-blind, and are the same everywhere. */
export const messageTypes: readonly MessageType[] = ["preprepare", "prepare", "commit", "roundchange"];

/** Colours for lines of which it is not known beforehand what they are: names in the style sheet. */
export const seriesColours = ["series-1", "series-2", "series-3", "series-4", "series-5", "series-6"] as const;
