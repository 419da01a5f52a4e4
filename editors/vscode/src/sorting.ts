// The order in which problems are shown.

/** What the order rests on. */
export interface Placed {
  /** The file it is in. */
  path: string;
  /** As the editor counts: 0 is an error, 3 a hint. */
  severity: number;
  line: number;
  character: number;
}

/** The problems of each file: this file first, the others by their worst problem, then by name; within one by place. */
export function byFile<P extends Placed>(problems: P[], thisFile: string | undefined): [string, P[]][] {
  const files = new Map<string, P[]>();
  for (const problem of problems) {
    const of = files.get(problem.path);
    if (of === undefined) {
      files.set(problem.path, [problem]);
    } else {
      of.push(problem);
    }
  }
  const worst = (of: P[]) => Math.min(...of.map((problem) => problem.severity));
  const sorted = [...files].sort(
    ([a, ofA], [b, ofB]) =>
      Number(b === thisFile) - Number(a === thisFile) || worst(ofA) - worst(ofB) || (a < b ? -1 : 1),
  );
  for (const [, of] of sorted) {
    of.sort((a, b) => a.severity - b.severity || a.line - b.line || a.character - b.character);
  }
  return sorted;
}
