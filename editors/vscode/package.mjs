// Packages the extension: `annexa-PLATFORM.vsix` with a server inside where one is given by ANNEXA or lies in the target
// folder, else `annexa.vsix`, which takes the server from the setting or the PATH.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createVSIX } from "@vscode/vsce";

const program = process.platform === "win32" ? "annexa.exe" : "annexa";
const target = process.env.CARGO_TARGET_DIR ?? join("..", "..", "target");
const server = process.env.ANNEXA || join(target, "release", program);

rmSync("server", { recursive: true, force: true });
for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) {
  copyFileSync(join("..", "..", licence), licence);
}
let name = "annexa.vsix";
const options = { dependencies: false, skipLicense: true, allowMissingRepository: true };
if (existsSync(server)) {
  mkdirSync("server");
  const inside = join("server", program);
  copyFileSync(server, inside);
  chmodSync(inside, 0o755);
  options.target = `${process.platform}-${process.arch}`;
  name = `annexa-${options.target}.vsix`;
} else if (process.env.ANNEXA) {
  throw new Error(`ANNEXA is ${server}, and there is no such file`);
}
execFileSync(process.execPath, ["esbuild.mjs"], { stdio: "inherit" });
await createVSIX({ ...options, packagePath: name });
