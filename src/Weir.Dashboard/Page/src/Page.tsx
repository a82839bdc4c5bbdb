import { lazy, Border, type LazyView } from "./parts/lazy.tsx";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Shell } from "./parts/Shell.tsx";
import { Empty, Failure, Loading } from "./parts/State.tsx";
import { FeedContext, SourceContext, useFeed } from "./source/hooks.ts";
import { RunFeed } from "./source/RunFeed.ts";
import type { Source } from "./source/Source.ts";
import { parseRoute, runHash, type Route, type RunView } from "./text/route.ts";

// Each view is loaded when it is opened, so that the first page does not wait for the graph library and the like.
const views: Record<RunView | "runs" | "compare", LazyView> = {
  runs: lazy(() => import("./views/Runs.tsx")),
  overview: lazy(() => import("./views/Overview.tsx")),
  topology: lazy(() => import("./views/Topology.tsx")),
  consensus: lazy(() => import("./views/Consensus.tsx")),
  switches: lazy(() => import("./views/Switches.tsx")),
  packets: lazy(() => import("./views/Packets.tsx")),
  programs: lazy(() => import("./views/Programs.tsx")),
  events: lazy(() => import("./views/Events.tsx")),
  checks: lazy(() => import("./views/Checks.tsx")),
  tables: lazy(() => import("./views/Tables.tsx")),
  balance: lazy(() => import("./views/Balance.tsx")),
  compare: lazy(() => import("./views/Compare.tsx")),
};

/** The whole page: where it takes its data from, and which run it opens when no other is named (a report has one only). */
export function Page({ source, home }: { source: Source; home: string | undefined }) {
  const route = useRoute(home);
  const run = route.at === "run" ? route.run : undefined;
  const feed = useMemo(() => (run === undefined ? undefined : new RunFeed(source, run)), [source, run]);
  useEffect(() => () => feed?.close(), [feed]);
  return (
    <SourceContext.Provider value={source}>
      <FeedContext.Provider value={feed}>
        <Shell route={route} key={run ?? ""}>
          <View route={route} />
        </Shell>
      </FeedContext.Provider>
    </SourceContext.Provider>
  );
}

function View({ route }: { route: Route }) {
  if (route.at === "unknown") return <Empty title="There is no such page">The address {route.hash} names no view. <a href="#/runs">All runs</a></Empty>;
  if (route.at === "run") return <OfRun route={route} />;
  const Shown = views[route.at];
  return <Border key={route.at}><Shown route={route} /></Border>;
}

/** A view of a run: it asks for nothing before it is known that there is such a run. Its code is loaded meanwhile. */
function OfRun({ route }: { route: Route & { at: "run" } }) {
  const feed = useFeed();
  const Shown = views[route.view];
  // What goes wrong with it is told by the view itself.
  useEffect(() => { Shown.load().catch(() => undefined); }, [Shown]);
  if (feed.detail) return <Border key={route.view}><Shown route={route} /></Border>;
  if (!feed.error) return <Loading rows={6} />;
  if (feed.error.status !== 404) return <Failure error={feed.error} retry={() => feed.refresh()} />;
  return <div class="notice bad" role="alert"><strong>There is no run {route.run}</strong><p>It was removed, or it lies in another folder than this dashboard shows. <a href="#/runs">All runs</a></p></div>;
}

function useRoute(home: string | undefined): Route {
  const read = () => {
    const route = parseRoute(location.hash);
    return route.at === "runs" && home !== undefined ? parseRoute(runHash(home, "overview")) : route;
  };
  const [route, setRoute] = useState<Route>(read);
  useEffect(() => {
    const changed = () => {
      setRoute(read());
      scrollTo(0, 0);
    };
    addEventListener("hashchange", changed);
    // The address may have changed before anybody listened.
    changed();
    return () => removeEventListener("hashchange", changed);
  }, []);
  return route;
}
