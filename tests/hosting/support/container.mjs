//! The image that a Dockerfile describes, and a container of it, without Docker: its last stage is read, its files are put
//! into a folder, and that becomes the root of a namespace, read-only, with the image's user and no right at all.
//! Whatever it does not know in a Dockerfile, it refuses.

import { spawn, execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { waitUntil } from "../../browser/support/wait.mjs";
import { find } from "./proxies.mjs";

const run = promisify(execFile);

/** What the last stage of a Dockerfile says. */
export function lastStage(dockerfile) {
  const image = { files: [], environment: {}, user: undefined, entrypoint: undefined, healthcheck: undefined, base: undefined };
  const lines = dockerfile.replaceAll("\\\n", " ").split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const from = lines.findLastIndex((line) => line.startsWith("FROM "));
  for (const line of lines.slice(from)) {
    const [, word, rest] = /^(\S+) +(.*)$/.exec(line);
    if (word === "FROM") image.base = rest;
    else if (word === "COPY") image.files.push(/^--from=build (?<from>\S+) (?<to>\S+)$/.exec(rest).groups);
    else if (word === "ENV") for (const pair of rest.split(" ")) image.environment[pair.split("=")[0]] = pair.slice(pair.indexOf("=") + 1);
    else if (word === "USER") image.user = rest.split(":").map(Number);
    else if (word === "ENTRYPOINT") image.entrypoint = JSON.parse(rest);
    else if (word === "HEALTHCHECK") image.healthcheck = JSON.parse(rest.slice(rest.indexOf("CMD ") + 4));
    else if (word !== "EXPOSE") throw new Error(`the last stage says ${word}, which nobody here knows`);
  }
  return image;
}

/** Puts an image's files into a folder; `built` says what stands for each path of the stage that built them. */
export async function makeRoot(image, built) {
  const root = await mkdtemp("/tmp/image-");
  await chmod(root, 0o755);
  for (const { from, to } of image.files) {
    await mkdir(path.join(root, path.dirname(to)), { recursive: true });
    await copyFile(built[from], path.join(root, to));
    await chmod(path.join(root, to), 0o755);
  }
  // Where whoever runs containers mounts things; an image without them gets them at that time.
  for (const folder of ["proc", "dev"]) await mkdir(path.join(root, folder));
  return { root, remove: () => rm(root, { recursive: true }) };
}

/** The words that begin a program in a container of this image, in the network of this machine. */
function inside(image, root, environment) {
  const [user, group] = image.user;
  const variables = Object.entries({ ...image.environment, ...environment }).flatMap(([name, value]) => ["--setenv", name, value]);
  return [
    "--ro-bind", root, "/", "--proc", "/proc", "--dev", "/dev", "--unshare-all", "--share-net", "--as-pid-1", "--die-with-parent",
    "--uid", String(user), "--gid", String(group), "--cap-drop", "ALL", "--clearenv", ...variables, "--chdir", "/",
  ];
}

function bubblewrap() {
  const program = find("bwrap");
  if (!program) throw new Error("these tests need bubblewrap");
  return program;
}

/** Root becomes the image's user before anything else, so that outside of the container, too, it is nobody. */
const nobody = ({ user: [uid, gid] }) => (process.getuid() === 0 ? { uid, gid } : {});

/** Runs a program of the image to its end, as `docker exec` would: it says how that was. */
export async function execute(image, root, words, environment = {}) {
  return run(bubblewrap(), [...inside(image, root, environment), "--", ...words], nobody(image)).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    ({ code, stdout, stderr }) => ({ code, said: stdout + stderr }),
  );
}

/** Starts the image's program. `pid` is its own, as this machine sees it. */
export async function startContainer(image, root, words = [], environment = {}) {
  const running = spawn(bubblewrap(), ["--info-fd", "3", ...inside(image, root, environment), "--", ...image.entrypoint, ...words], { stdio: ["ignore", "pipe", "pipe", "pipe"], ...nobody(image) });
  const container = { said: "", pid: undefined, stop };
  let info = "";
  running.stdio[3].setEncoding("utf8").on("data", (text) => (info += text));
  for (const stream of [running.stdout, running.stderr]) stream.setEncoding("utf8").on("data", (text) => (container.said += text));
  let hasEnded = false;
  const ended = new Promise((resolve) => running.on("exit", resolve)).finally(() => (hasEnded = true));
  await waitUntil("the bridge in the container is ready", () => {
    if (hasEnded) throw new Error(`the container ended:\n${container.said}`);
    return container.said.includes("Restante is ready") && info.includes("}");
  });
  container.pid = JSON.parse(info)["child-pid"];

  /** Asks it to stop, as `docker stop` does; its exit code. */
  async function stop() {
    if (!hasEnded) process.kill(container.pid, "SIGTERM");
    return ended;
  }
  return container;
}

/** What the kernel says of a process: who it is in its own eyes, and who for everybody else. */
export async function owner(pid) {
  const maps = await Promise.all(["uid_map", "gid_map"].map((name) => readFile(`/proc/${pid}/${name}`, "utf8")));
  const [user, group] = maps.map((map) => map.trim().split(/\s+/).map(Number));
  return { inside: [user[0], group[0]], outside: [user[1], group[1]] };
}

/** One line of /proc/PID/status. */
export async function status(pid, name) {
  const text = await readFile(`/proc/${pid}/status`, "utf8");
  return new RegExp(`^${name}:\\s*(.*)$`, "m").exec(text)[1];
}
