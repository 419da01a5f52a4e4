// Runs the program beside the editor: for its answer, or in a terminal where people read it.

import { execFile } from "node:child_process";
import * as vscode from "vscode";
import { type AnnexaServer, Unanswered } from "./server.ts";

/** What a run of the program gave. */
export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** Why a run failed, in its own words. */
export function reason({ out, err }: Ran): string {
  const said = (err.trim() || out.trim()).split("\n");
  return said.join(" ").replace(/^error: /, "") || "annexa did not say why.";
}

/** The commands that can be run as a task, and what they are called. */
const TASKS = { check: "check", status: "how far everything is", build: "publish" } as const;
type TaskCommand = keyof typeof TASKS;

export class Program {
  constructor(private readonly server: AnnexaServer) {}

  private path(): string {
    const found = this.server.find();
    if ("missing" in found) {
      throw new Unanswered(found.missing);
    }
    return found.path;
  }

  /** Runs it with these words, which no shell reads. */
  run(args: string[], folder?: string): Promise<Ran> {
    const path = this.path();
    return new Promise((done, failed) => {
      execFile(path, args, { cwd: folder, maxBuffer: 1 << 26 }, (error, out, err) => {
        if (error !== null && typeof error.code !== "number") {
          failed(new Unanswered(`annexa could not be run: ${error.message}`));
          return;
        }
        done({ code: typeof error?.code === "number" ? error.code : 0, out, err });
      });
    });
  }

  /** One of the commands as a task of the editor: it runs in a terminal, with colours. */
  task(command: TaskCommand, folder: string | undefined): vscode.Task {
    const args = [command, ...this.server.asOf()];
    const run = new vscode.ProcessExecution(this.path(), args, folder === undefined ? {} : { cwd: folder });
    const definition = { type: "annexa", command };
    const task = new vscode.Task(definition, vscode.TaskScope.Workspace, TASKS[command], "annexa", run, []);
    task.presentationOptions = {
      reveal: vscode.TaskRevealKind.Always,
      panel: vscode.TaskPanelKind.Dedicated,
      clear: true,
    };
    return task;
  }

  /** Makes the commands known to "Run Task". */
  provider(folder: () => Promise<string | undefined>): vscode.Disposable {
    const isCommand = (word: unknown): word is TaskCommand => typeof word === "string" && word in TASKS;
    return vscode.tasks.registerTaskProvider("annexa", {
      provideTasks: async () => {
        if ("missing" in this.server.find()) {
          return [];
        }
        const at = await folder();
        return (Object.keys(TASKS) as TaskCommand[]).map((command) => this.task(command, at));
      },
      resolveTask: async (task) => {
        const command: unknown = task.definition.command;
        if (!isCommand(command)) {
          return undefined;
        }
        const made = this.task(command, await folder());
        // The editor wants the very definition that it gave.
        return new vscode.Task(
          task.definition,
          task.scope ?? vscode.TaskScope.Workspace,
          task.name,
          "annexa",
          made.execution,
        );
      },
    });
  }
}
