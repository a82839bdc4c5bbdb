import { render } from "preact";
import { listenForKeys } from "./parts/keys.ts";
import { Page } from "./Page.tsx";
import { EmbeddedSource } from "./source/EmbeddedSource.ts";
import { parseExact } from "./source/json.ts";
import { LiveSource } from "./source/LiveSource.ts";

// A report carries its answers in itself; the served page has no such element.
const embedded = document.getElementById("weir-run");
const answers = embedded ? (parseExact(embedded.textContent || "null") as Record<string, unknown> | null) ?? {} : undefined;
const source = answers ? new EmbeddedSource(answers) : new LiveSource();
const own = answers && Object.keys(answers).map((key) => /^\/runs\/([^/?]+)$/.exec(key)?.[1]).find((id) => id !== undefined);

listenForKeys();
const place = document.getElementById("page")!;
place.textContent = "";
render(<Page source={source} home={own ? decodeURIComponent(own) : undefined} />, place);
