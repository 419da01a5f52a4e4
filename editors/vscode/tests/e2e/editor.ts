// A real VS Code for tests: code-server on a free port of this machine, with our extension alone, in a headless browser.
// Everything it writes lies in a folder of its own, which goes when the test ends.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import { type Browser, chromium, type FrameLocator, type Locator, type Page } from "playwright-core";

/** How long anything may take on a busy machine of two cores, and how long the editor may take to start. */
const PATIENCE = 60_000;
const STARTING = 180_000;
/** How often a box at the top is opened before it is given up. */
const TRIES = 4;
const HERE = import.meta.dirname;
const SCREENSHOTS = join(HERE, "screenshots");

function wanted(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: editors/vscode/test.sh sets it`);
  }
  return value;
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address !== null ? done(address.port) : failed(new Error("no port")),
      );
    });
  });
}

export class Editor {
  readonly folder: string;
  private readonly home: string;
  private server: ChildProcess | undefined;
  private browser: Browser | undefined;
  private opened: Page | undefined;
  private output = "";

  /** Copies an example into a folder that may be changed. */
  constructor(example: string) {
    this.home = mkdtempSync(join(tmpdir(), "annexa-e2e-"));
    this.folder = join(this.home, "isms");
    cpSync(join(HERE, "..", "..", "..", "..", "examples", example), this.folder, { recursive: true });
  }

  get page(): Page {
    if (this.opened === undefined) {
      throw new Error("the editor is not started");
    }
    return this.opened;
  }

  async start(settings: Record<string, unknown>): Promise<void> {
    const data = join(this.home, "data");
    const extensions = join(this.home, "extensions");
    this.set("User", {
      "editor.minimap.enabled": false,
      "extensions.autoUpdate": false,
      "extensions.autoCheckUpdates": false,
      "security.workspace.trust.enabled": false,
      "telemetry.telemetryLevel": "off",
      "workbench.startupEditor": "none",
      "workbench.tips.enabled": false,
      "workbench.secondarySideBar.defaultVisibility": "hidden",
      "chat.commandCenter.enabled": false,
      "chat.disableAIFeatures": true,
      "window.commandCenter": false,
      "files.autoSave": "off",
      "git.enabled": false,
      ...settings,
    });
    const code = wanted("CODE_SERVER");
    const common = ["--user-data-dir", data, "--extensions-dir", extensions];
    execFileSync(process.execPath, [code, ...common, "--install-extension", wanted("VSIX")], {
      stdio: "pipe",
    });
    const port = await freePort();
    const quiet = [
      "--auth",
      "none",
      "--disable-telemetry",
      "--disable-update-check",
      "--disable-workspace-trust",
    ];
    this.server = spawn(
      process.execPath,
      [code, ...common, ...quiet, "--disable-getting-started-override", "--bind-addr", `127.0.0.1:${port}`],
      // A group of its own, so that what it starts can be ended with it.
      { stdio: ["ignore", "pipe", "pipe"], detached: true, env: { ...process.env, HOME: this.home } },
    );
    for (const stream of [this.server.stdout, this.server.stderr]) {
      stream?.on("data", (text: Buffer) => {
        this.output += text.toString();
      });
    }
    const address = `http://127.0.0.1:${port}`;
    await this.until("code-server to listen", async () => (await fetch(`${address}/healthz`)).ok);
    this.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    });
    const context = await this.browser.newContext({
      viewport: { width: 1440, height: 900 },
      colorScheme: "light",
    });
    this.opened = await context.newPage();
    this.opened.setDefaultTimeout(STARTING);
    await this.opened.goto(`${address}/?folder=${encodeURIComponent(this.folder)}`);
    await this.page.locator(".monaco-workbench").waitFor();
    await this.page.locator(".statusbar-item", { hasText: "Annexa" }).waitFor();
    this.opened.setDefaultTimeout(PATIENCE);
  }

  /** Changes settings, also of a running editor. Those of the machine lie in a file of their own. */
  set(place: "User" | "Machine", settings: Record<string, unknown>): void {
    const folder = join(this.home, "data", place);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "settings.json"), JSON.stringify(settings));
  }

  /** Waits for something that cannot be waited for otherwise. */
  async until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
    const end = Date.now() + PATIENCE;
    let last: unknown;
    while (Date.now() < end) {
      try {
        if (await holds()) {
          return;
        }
      } catch (error) {
        last = error;
      }
      await new Promise((done) => setTimeout(done, 150));
    }
    throw new Error(`waited in vain for ${what}; ${String(last ?? "")}\n${this.output.slice(-2000)}`);
  }

  /** Opens the box at the top with a key, and chooses what it offers first for these words. */
  private async choose(key: string, words: string, offered: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input:visible").first();
    const row = this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: offered });
    // A key that comes while the editor draws anew may be lost, and an earlier box may be about to go.
    for (let tried = 1; ; tried += 1) {
      try {
        const timeout = tried < TRIES ? 4000 : PATIENCE;
        await this.page.keyboard.press(key);
        await input.fill(words, { timeout });
        await row.waitFor({ timeout });
        break;
      } catch (error) {
        if (tried === TRIES) {
          throw error;
        }
        await this.page.keyboard.press("Escape");
      }
    }
    await this.page.keyboard.press("Enter");
  }

  /** Runs a command of the palette by its title. */
  async command(title: string): Promise<void> {
    await this.choose("F1", `>${title}`, title);
  }

  /** Opens a file of the package, and puts the cursor at a place. */
  async open(file: string, line = 1, column = 1): Promise<void> {
    const name = file.split("/").at(-1) ?? file;
    await this.choose("Control+p", `${file}:${line}:${column}`, name);
    await this.page.locator(".tab.active", { hasText: name }).first().waitFor();
    await this.page.locator(".statusbar-item", { hasText: `Ln ${line}, Col ${column}` }).waitFor();
  }

  /** Puts the cursor before a text that stands in a file, as it lies on disk. */
  async goToText(file: string, text: string): Promise<void> {
    const before = this.read(file).split(text)[0];
    if (before === undefined || before.length === this.read(file).length) {
      throw new Error(`${file} has no ${text}`);
    }
    const lines = before.split("\n");
    await this.open(file, lines.length, (lines.at(-1) ?? "").length + 1);
  }

  async save(): Promise<void> {
    await this.page.keyboard.press("Control+s");
    await this.page.locator(".tab.active:not(.dirty)").first().waitFor();
  }

  /** What is shown in the page of the extension that can be seen: inside of its two frames. */
  webview(): FrameLocator {
    const outer = this.page.locator("iframe.webview.ready:visible").last();
    return outer.contentFrame().locator("iframe#active-frame").contentFrame();
  }

  /** What keeps people from reading or using the page of the extension that can be seen, as axe finds it. */
  async barriers(): Promise<string[]> {
    const page = await this.webview().locator("body").elementHandle();
    const frame = await page?.ownerFrame();
    if (!frame) {
      throw new Error("there is no page");
    }
    await frame.evaluate(axe.source);
    const { violations } = await frame.evaluate<axe.AxeResults>("axe.run()");
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html}`);
  }

  /** Answers the question for a file or folder at the top, whose title is this, by its button. */
  async choosePath(title: string, path: string, button: string): Promise<void> {
    const box = this.page.locator(".quick-input-widget:visible", { hasText: title });
    await box.waitFor();
    const input = box.locator("input").first();
    // It fills in a path of its own when it is ready, and looks up what lies there behind the typing: until then the
    // button may do nothing, or go into the folder.
    await this.until(`${title} to be answered`, async () => {
      if (await box.isVisible()) {
        if ((await input.inputValue({ timeout: 1000 })).replace(/\/$/, "") !== path) {
          await input.fill(path, { timeout: 1000 });
        }
        await box.locator(".monaco-button:visible", { hasText: button }).click({ timeout: 1000 });
      }
      return !(await box.isVisible());
    });
  }

  /** Answers the question at the top, whose title is this: with words, or with the first that is offered for them. */
  async answer(title: string, words: string, offered?: string): Promise<void> {
    const box = this.page.locator(".quick-input-widget:visible", { hasText: title });
    await box.waitFor();
    await box.locator("input").first().fill(words);
    if (offered !== undefined) {
      await box.locator(".monaco-list-row.focused", { hasText: offered }).waitFor();
    }
    await this.page.keyboard.press("Enter");
  }

  /** A message in the corner. */
  message(words: string | RegExp): Locator {
    return this.page.locator(".notification-toast", { hasText: words }).first();
  }

  /** The line of the active text in which the cursor is. */
  async cursorLine(): Promise<number> {
    const text = await this.page.locator(".statusbar-item", { hasText: /Ln \d+/ }).innerText();
    return Number(/Ln (\d+)/.exec(text)?.[1]);
  }

  tab(name: string | RegExp): Locator {
    return this.page.locator(".tab", { hasText: name });
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), "utf8");
  }

  /** For people to look at; not kept. */
  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }

  async stop(): Promise<void> {
    await this.browser?.close();
    const server = this.server;
    if (server?.pid !== undefined && server.exitCode === null) {
      const gone = new Promise((done) => server.once("exit", done));
      process.kill(-server.pid, "SIGTERM");
      const late = setTimeout(() => server.pid && process.kill(-server.pid, "SIGKILL"), 5000);
      await gone;
      clearTimeout(late);
    }
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
