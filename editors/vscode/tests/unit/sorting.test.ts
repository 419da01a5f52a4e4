import assert from "node:assert/strict";
import { test } from "node:test";
import { byFile } from "../../src/sorting.ts";

const at = (path: string, severity: number, line = 0, character = 0) => ({ path, severity, line, character });

test("this file comes first, the others by their worst problem and by name", () => {
  const all = [at("c", 1), at("b", 0), at("d", 3), at("a", 1), at("d", 2)];
  const order = (thisFile?: string) => byFile(all, thisFile).map(([path]) => path);
  assert.deepEqual(order(), ["b", "a", "c", "d"]);
  assert.deepEqual(order("d"), ["d", "b", "a", "c"]);
  assert.deepEqual(order("without problems"), ["b", "a", "c", "d"]);
});

test("within a file errors come first, then by place", () => {
  const [file] = byFile([at("a", 1, 1), at("a", 0, 9), at("a", 0, 2, 7), at("a", 0, 2, 3)], undefined);
  assert.deepEqual(
    file?.[1].map(({ severity, line, character }) => [severity, line, character]),
    [
      [0, 2, 3],
      [0, 2, 7],
      [0, 9, 0],
      [1, 1, 0],
    ],
  );
});
