import type { EChartsOption } from 'echarts';
import { shown, type Axis, type Point } from './axes.js';

/** An axis with what was measured along it. */
export interface Grown {
  readonly axis: Axis;
  readonly points: readonly Point[];
}

const WIDTH = 900;
const HEIGHT = 620;
/** Panels: two beside each other, two rows; in percent of the picture. */
const PANELS = [
  { left: '7%', top: '10%' },
  { left: '57%', top: '10%' },
  { left: '7%', top: '58%' },
  { left: '57%', top: '58%' },
] as const;
const PANEL = { width: '39%', height: '30%' } as const;

/** A picture of how the cost of a checked call grows: one panel for each axis, as SVG. */
export async function growthSvg(all: readonly Grown[], title: string): Promise<string> {
  const { init } = await import('echarts');
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  try {
    chart.setOption(optionOf(all, title));
    return `${chart.renderToSVGString()}\n`;
  } finally {
    chart.dispose();
  }
}

export function optionOf(all: readonly Grown[], title: string): EChartsOption {
  const most = Math.max(...all.flatMap(({ points }) => points.map(({ us }) => us)));
  return {
    animation: false,
    backgroundColor: '#ffffff',
    title: { text: title, left: 'center', top: 8, textStyle: { fontSize: 14 } },
    grid: all.map((_, i) => ({ ...PANELS[i], ...PANEL })),
    xAxis: all.map(({ axis, points }, i) => ({
      type: 'category' as const,
      gridIndex: i,
      name: axis.label,
      nameLocation: 'middle' as const,
      nameGap: 28,
      data: points.map(({ x }) => shown(axis, x)),
    })),
    yAxis: all.map((_, i) => ({
      type: 'value' as const,
      gridIndex: i,
      name: 'µs per call',
      min: 0,
      max: ceiling(most),
    })),
    series: all.map(({ points }, i) => ({
      type: 'line' as const,
      silent: true,
      xAxisIndex: i,
      yAxisIndex: i,
      symbolSize: 7,
      itemStyle: { color: '#1f5fa8' },
      data: points.map(({ us }) => Number(us.toPrecision(3))),
      label: { show: true, position: 'top' as const, fontSize: 10 },
    })),
  };
}

/** The next number up with one digit that counts. */
function ceiling(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return Math.ceil(value / unit) * unit;
}
