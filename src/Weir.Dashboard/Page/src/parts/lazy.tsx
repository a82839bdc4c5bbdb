import { Component, type ComponentChildren, type ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Route } from "../text/route.ts";
import { Failure, Loading } from "./State.tsx";
import { asSourceError } from "../source/RunFeed.ts";

type ViewType = ComponentType<{ route: Route }>;

/** A view whose code is loaded when it is first shown, or asked for before. */
export type LazyView = ViewType & { load(): Promise<void> };

export function lazy(get: () => Promise<{ default: unknown }>): LazyView {
  let loaded: ViewType | undefined;
  let loading: Promise<void> | undefined;
  const load = () => (loading ??= get().then((module) => { loaded = module.default as ViewType; }));
  function Lazy({ route }: { route: Route }) {
    const [View, setView] = useState<ViewType | undefined>(() => loaded);
    const [error, setError] = useState<unknown>();
    // It may have come since this was drawn: asked for again it is here at once.
    useEffect(() => { if (!View) load().then(() => setView(() => loaded), setError); }, []);
    if (error) return <Failure error={asSourceError(error)} retry={() => location.reload()} />;
    return View ? <View route={route} /> : <Loading />;
  }
  return Object.assign(Lazy, { load });
}

/** The border at which a fault of a view ends: it says so, and the rest of the page goes on. */
export class Border extends Component<{ children: ComponentChildren }, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static override getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
  }

  override render() {
    return this.state.error ? <Failure error={asSourceError(this.state.error)} retry={() => this.setState({ error: undefined })} /> : this.props.children;
  }
}
