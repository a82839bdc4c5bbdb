import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { colour, useThemeChanges } from "../parts/theme.ts";
import { seriesColours } from "./palette.ts";
import type { Series } from "./rates.ts";
import { useWidth } from "./useWidth.ts";

interface Properties { times: number[]; series: Series[]; format: (value: number | undefined) => string; label: string; height?: number }

/** Lines over the run's clock. */
export default function RateChart({ times, series, format, label, height = 200 }: Properties) {
  const [box, width] = useWidth<HTMLDivElement>();
  const plot = useRef<uPlot | undefined>(undefined);
  const themeChanges = useThemeChanges();
  const names = series.map((one) => one.name).join("\n");
  const data = [times, ...series.map((one) => one.values)] as uPlot.AlignedData;

  useEffect(() => {
    const ink = colour("muted");
    const grid = { stroke: colour("line"), width: 1 };
    const font = "11px system-ui, sans-serif";
    const made = new uPlot({
      width: Math.max(width, 200), height, legend: { live: true },
      cursor: { points: { size: 6 } },
      scales: { x: { time: false }, y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] } },
      axes: [
        { stroke: ink, grid, ticks: grid, font, size: 28, values: (_, splits) => splits.map((one) => `${+one.toFixed(3)} s`) },
        { stroke: ink, grid, ticks: grid, font, size: 84, values: (_, splits) => splits.map((one) => format(one)) },
      ],
      series: [
        { label: "time", value: (_, value) => (value === null ? "–" : `${value.toFixed(3)} s`) },
        ...series.map((one, i) => ({
          label: one.name, stroke: colour(seriesColours[i % seriesColours.length]!), width: 1.5, points: { show: times.length < 3 },
          ...(i >= seriesColours.length ? { dash: [6, 4] } : {}),
          value: (_: uPlot, value: number | null) => (value === null ? "–" : format(value)),
        })),
      ],
    }, data, box.current!);
    plot.current = made;
    return () => { made.destroy(); plot.current = undefined; };
  }, [names, themeChanges, height]);
  useEffect(() => { plot.current?.setSize({ width: Math.max(width, 200), height }); }, [width, height]);
  useEffect(() => { plot.current?.setData(data); }, [times, series]);
  return <div class="chart" ref={box} role="img" aria-label={label} />;
}
