import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { findServer } from "../../src/binary.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "annexa-unit-"));
});
afterEach(() => rmSync(home, { recursive: true }));

function program(...path: string[]): string {
  const file = join(home, ...path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, "");
  chmodSync(file, 0o755);
  return file;
}

test("the setting comes first, then the extension, then the PATH", () => {
  const set = program("set", "annexa");
  const inside = program("extension", "server", "annexa");
  const onPath = program("bin", "annexa");
  const extension = join(home, "extension");
  const env = { PATH: `relative:${join(home, "empty")}:${join(home, "bin")}` };
  assert.deepEqual(findServer(set, extension, env, "linux"), { path: set, from: "setting" });
  assert.deepEqual(findServer("", extension, env, "linux"), { path: inside, from: "extension" });
  assert.deepEqual(findServer(" ", home, env, "linux"), { path: onPath, from: "PATH" });
});

test("the home folder may be written short", () => {
  const set = program("tools", "annexa");
  assert.deepEqual(findServer("~/tools/annexa", home, { HOME: home }, "linux"), {
    path: set,
    from: "setting",
  });
});

test("what is missing is said, and a setting that leads nowhere is not passed over", () => {
  program("extension", "server", "annexa");
  const said = (setting: string, extension = home) => {
    const found = findServer(setting, extension, { PATH: "" }, "linux");
    assert.ok("missing" in found);
    return found.missing;
  };
  assert.match(said(""), /was not found/);
  assert.match(said("annexa", join(home, "extension")), /has to be a whole path/);
  assert.match(said("/nowhere/annexa", join(home, "extension")), /names \/nowhere\/annexa/);
  assert.match(said(home), /there is no program there/);
});

test("on Windows the program has its ending", () => {
  const inside = program("extension", "server", "annexa.exe");
  const found = findServer("", join(home, "extension"), {}, "win32");
  assert.deepEqual(found, { path: inside, from: "extension" });
});
