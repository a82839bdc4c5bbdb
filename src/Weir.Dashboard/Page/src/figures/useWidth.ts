import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** The width of an element, kept up to date: figures are drawn in true pixels, so that their text stays readable. */
export function useWidth<T extends HTMLElement>(first = 600): [RefObject<T | null>, number] {
  const box = useRef<T>(null);
  const [width, setWidth] = useState(first);
  useLayoutEffect(() => {
    const element = box.current!;
    const style = getComputedStyle(element);
    const edges = [style.paddingLeft, style.paddingRight, style.borderLeftWidth, style.borderRightWidth].reduce((sum, one) => sum + Number.parseFloat(one), 0);
    const measure = () => setWidth(Math.floor(element.getBoundingClientRect().width - edges));
    const watch = new ResizeObserver(measure);
    measure();
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [box, width];
}
