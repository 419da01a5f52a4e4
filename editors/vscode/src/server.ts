// The language server: starting it, saying how it is, and asking it what the protocol has no question for.

import * as vscode from "vscode";
import {
  LanguageClient,
  type LanguageClientOptions,
  LSPErrorCodes,
  type RequestType,
  ResponseError,
  RevealOutputChannelOn,
  State,
} from "vscode-languageclient/node";
import { type Found, findServer } from "./binary.ts";
import { LIBRARY } from "./protocol.ts";

/** A question that got no answer, in a sentence for people. */
export class Unanswered extends Error {}

/** How the server is. */
export type Health = { is: "starting" } | { is: "running" } | { is: "stopped" | "missing"; why: string };

/** How often a question is asked again when the text changed while it was being answered. */
const TRIES = 5;
/** JSON-RPC's word for a request that the server does not know. */
const METHOD_NOT_FOUND = -32601;

/** What may stand above a declaration to be clicked. */
const LENS_COMMANDS = ["annexa.showSoa", "annexa.showTrace", "annexa.approve"];

export class AnnexaServer implements vscode.Disposable {
  readonly log = vscode.window.createOutputChannel("Annexa", { log: true });
  health: Health = { is: "starting" };
  private readonly changed = new vscode.EventEmitter<Health>();
  readonly onDidChange = this.changed.event;
  private client: LanguageClient | undefined;
  /** Starting and stopping come one after the other. */
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly extension: vscode.Uri) {}

  /** The program, found anew each time: settings change. */
  find(): Found {
    const setting = vscode.workspace.getConfiguration("annexa").get<string>("server.path", "");
    return findServer(setting, this.extension.fsPath, process.env, process.platform);
  }

  /** The day to check for, as options of the command line. */
  asOf(): string[] {
    const day = vscode.workspace.getConfiguration("annexa").get<string>("asOf", "").trim();
    return /^\d{4}-\d{2}-\d{2}$/.test(day) ? ["--as-of", day] : [];
  }

  /** Starts the server, or starts it anew. */
  restart(): Promise<void> {
    this.turn = this.turn.then(async () => {
      await this.end();
      await this.begin();
    });
    return this.turn;
  }

  stop(): Promise<void> {
    this.turn = this.turn.then(() => this.end());
    return this.turn;
  }

  private say(health: Health): void {
    this.health = health;
    this.changed.fire(health);
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      // One that does not take leave in time is ended by the client.
      this.log.warn(`The server did not take leave: ${String(error)}`);
    }
  }

  private async begin(): Promise<void> {
    const found = this.find();
    if ("missing" in found) {
      this.log.error(found.missing);
      this.say({ is: "missing", why: found.missing });
      return;
    }
    this.log.info(`The server is ${found.path}, from the ${found.from}.`);
    this.say({ is: "starting" });
    const options: LanguageClientOptions = {
      documentSelector: [
        { scheme: "file", language: "isms" },
        { scheme: LIBRARY, language: "isms" },
        { scheme: "file", pattern: "**/annexa.toml" },
      ],
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      synchronize: { configurationSection: "annexa" },
      initializationOptions: { libraryDocuments: true, commands: LENS_COMMANDS },
      markdown: { isTrusted: { enabledCommands: ["annexa.explain"] }, supportHtml: false },
    };
    const run = { command: found.path, args: ["lsp", ...this.asOf()] };
    const client = new LanguageClient("annexa", "Annexa", run, options);
    this.client = client;
    client.onDidChangeState(({ newState }) => {
      if (this.client !== client) {
        return;
      }
      if (newState === State.Running) {
        this.say({ is: "running" });
      } else if (newState === State.Starting) {
        this.say({ is: "starting" });
      } else {
        this.say({ is: "stopped", why: "The checker stopped. The log says why." });
      }
    });
    try {
      await client.start();
    } catch (error) {
      this.log.error(`The server did not start: ${String(error)}`);
      this.say({ is: "stopped", why: `The checker at ${found.path} did not start. The log says why.` });
    }
  }

  /** Asks the server, and asks again where the text changed meanwhile. */
  async ask<P, R>(request: RequestType<P, R, void>, params: P): Promise<R> {
    for (let tried = 1; ; tried += 1) {
      const client = this.client;
      if (client === undefined || this.health.is !== "running") {
        throw new Unanswered("why" in this.health ? this.health.why : "The checker is still starting.");
      }
      try {
        return await client.sendRequest(request, params);
      } catch (error) {
        if (!(error instanceof ResponseError)) {
          throw new Unanswered("The checker did not answer. The log says why.");
        }
        if (error.code === LSPErrorCodes.ContentModified && tried < TRIES) {
          await new Promise((done) => setTimeout(done, 50 * tried));
          continue;
        }
        if (error.code === METHOD_NOT_FOUND) {
          throw new Unanswered(
            "The program annexa that was found is older than this extension, and cannot do this yet.",
          );
        }
        throw new Unanswered(error.message);
      }
    }
  }

  /** A place of the protocol as the editor knows it. */
  location(source: { uri: string; range: { start: Point; end: Point } }): vscode.Location {
    const { start, end } = source.range;
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    return new vscode.Location(vscode.Uri.parse(source.uri, true), range);
  }

  /** Carries out an edit that the server gave. A file is saved, unless somebody was changing it. */
  async apply(edit: object): Promise<boolean> {
    const converted = await this.client?.protocol2CodeConverter.asWorkspaceEdit(edit);
    if (converted === undefined) {
      return false;
    }
    const open = () => vscode.workspace.textDocuments;
    const edited = new Set(converted.entries().map(([uri]) => uri.toString()));
    const inHand = new Set(open().flatMap(({ isDirty, uri }) => (isDirty ? [uri.toString()] : [])));
    if (!(await vscode.workspace.applyEdit(converted))) {
      return false;
    }
    const done = open().filter(({ uri }) => edited.has(uri.toString()) && !inHand.has(uri.toString()));
    await Promise.all(done.map((document) => document.save()));
    return true;
  }

  dispose(): void {
    this.log.dispose();
    this.changed.dispose();
  }
}

interface Point {
  line: number;
  character: number;
}
