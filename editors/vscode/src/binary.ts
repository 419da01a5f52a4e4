// Finds the program `annexa`: where the setting says, inside of the extension, on the PATH.

import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/** The program, or a sentence for people that says why there is none. */
export type Found = { path: string; from: "setting" | "extension" | "PATH" } | { missing: string };

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Looks in the three places, in this order. A setting that leads nowhere is said, and not passed over: who wrote it
 * would not know which program runs.
 */
export function findServer(
  setting: string,
  extension: string,
  env: NodeJS.ProcessEnv,
  platform: string,
): Found {
  const program = platform === "win32" ? "annexa.exe" : "annexa";
  const written = setting.trim();
  if (written !== "") {
    const path = written.startsWith("~/") ? join(env.HOME ?? "", written.slice(2)) : written;
    if (!isAbsolute(path)) {
      return {
        missing: `The setting annexa.server.path is "${written}". It has to be a whole path, from the root.`,
      };
    }
    return isProgram(path)
      ? { path, from: "setting" }
      : { missing: `The setting annexa.server.path names ${path}, and there is no program there.` };
  }
  const inside = join(extension, "server", program);
  if (isProgram(inside)) {
    return { path: inside, from: "extension" };
  }
  for (const folder of (env.PATH ?? env.Path ?? "").split(delimiter)) {
    if (isAbsolute(folder) && isProgram(join(folder, program))) {
      return { path: join(folder, program), from: "PATH" };
    }
  }
  return {
    missing:
      "The program annexa, which checks the files, was not found: it is not in the extension and not on the PATH. " +
      "Files are only highlighted until it is there.",
  };
}
