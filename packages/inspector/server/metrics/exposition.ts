/** One metric with its present values, as Prometheus takes it. */
export interface Metric {
  readonly name: string
  readonly help: string
  readonly samples: readonly Sample[]
}

export interface Sample {
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}

export const expositionType = 'text/plain; version=0.0.4; charset=utf-8'

/** Writes gauges in the text format of Prometheus. A metric without a value is left out. */
export function writeMetrics(metrics: readonly Metric[]): string {
  return metrics
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, samples }) =>
      [
        `# HELP ${name} ${escapeText(help)}`,
        `# TYPE ${name} gauge`,
        ...samples.map((each) => line(name, each)),
      ]
        .map((text) => `${text}\n`)
        .join(''),
    )
    .join('')
}

function line(name: string, { labels = {}, value }: Sample): string {
  const pairs = Object.entries(labels).map(
    ([label, text]) => `${label}="${escapeText(text).replaceAll('"', String.raw`\"`)}"`,
  )
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`
}

function escapeText(text: string): string {
  return text.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`)
}
