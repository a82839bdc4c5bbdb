import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Failure, Loading } from "../parts/State.tsx";
import { asSourceError } from "../source/RunFeed.ts";

/** A figure whose library is loaded when the figure is first shown. */
export function lazyFigure<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  let loading: Promise<void> | undefined;
  return function LazyFigure(properties: P) {
    const [Figure, setFigure] = useState<ComponentType<P> | undefined>(() => loaded);
    const [error, setError] = useState<unknown>();
    // It may have come since this was drawn, for another figure: asked for again it is here at once.
    useEffect(() => { if (!Figure) (loading ??= load().then((module) => { loaded = module.default; })).then(() => setFigure(() => loaded), setError); }, []);
    if (error) return <Failure error={asSourceError(error)} />;
    return Figure ? <Figure {...properties} /> : <Loading />;
  };
}
