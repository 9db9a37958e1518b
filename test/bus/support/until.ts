/** Resolves when the condition holds; fails after 10 seconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; !(await condition()); ) {
    if (Date.now() > end) throw new Error(`did not come true: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
