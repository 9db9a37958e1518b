/** What a task costs that does nothing: for Piscina's own pool, and as a task of ours. */
export default function empty(): void {}
