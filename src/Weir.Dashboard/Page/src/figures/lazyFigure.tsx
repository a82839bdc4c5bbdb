import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Failure, Loading } from "../parts/State.tsx";
import { asSourceError } from "../source/RunFeed.ts";

/** A figure whose library is loaded when the figure is first shown. */
export function lazyFigure<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function LazyFigure(properties: P) {
    const [Figure, setFigure] = useState<ComponentType<P> | undefined>(() => loaded);
    const [error, setError] = useState<unknown>();
    useEffect(() => {
      if (!loaded) load().then((module) => { loaded = module.default; setFigure(() => loaded); }, setError);
    }, []);
    if (error) return <Failure error={asSourceError(error)} />;
    return Figure ? <Figure {...properties} /> : <Loading />;
  };
}
