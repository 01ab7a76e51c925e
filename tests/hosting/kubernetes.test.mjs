//! The manifests for Kubernetes: each is what its API's schema says, strictly, and they say the same about each other.
//! The schemas are those of the Kubernetes project, as PyPI's kubernetes-validate carries them.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { before, describe, test } from "node:test";

const MANIFESTS = fileURLToPath(new URL("../../deploy/kubernetes", import.meta.url));
const VERSION = "1.37";
const tools = fileURLToPath(new URL("../../.tools/python/bin/python", import.meta.url));
const python = process.env.RESTANTE_PYTHON ?? (existsSync(tools) ? tools : "python3");

const run = promisify(execFile);

/** Holds files against the schemas: what is wrong, or nothing. Isolated, as a folder here has a name that Python looks for. */
const validate = (...files) => run(python, ["-I", "-m", "kubernetes_validate", "--strict", "--quiet", "--kubernetes-version", VERSION, ...files]).then(
  () => "",
  ({ stdout, stderr }) => `${stdout}${stderr}` || "it failed without a word",
);

const READ = "import json, sys, yaml; print(json.dumps([yaml.safe_load(open(file)) for file in sys.argv[1:]]))";

describe("the manifests for Kubernetes", { timeout: 60_000 }, () => {
  let files, manifests;

  before(async () => {
    files = (await readdir(MANIFESTS)).sort().map((name) => path.join(MANIFESTS, name));
    const { stdout } = await run(python, ["-I", "-c", READ, ...files]);
    manifests = Object.fromEntries(JSON.parse(stdout).map((manifest) => [manifest.kind, manifest]));
  });

  test("are all there", () => {
    assert.deepEqual(Object.keys(manifests).sort(), ["Deployment", "HorizontalPodAutoscaler", "Ingress", "NetworkPolicy", "PodDisruptionBudget", "Service"]);
  });

  test(`are what Kubernetes ${VERSION} says they are, with no word more`, async () => {
    assert.equal(await validate(...files), "");
  });

  test("would not pass with a word that Kubernetes does not know", async (t) => {
    const folder = await mkdtemp("/tmp/manifest-");
    t.after(() => rm(folder, { recursive: true }));
    const file = path.join(folder, "deployment.yaml");
    const text = await readFile(path.join(MANIFESTS, "deployment.yaml"), "utf8");
    await writeFile(file, text.replace("readOnlyRootFilesystem", "readonlyRootFilesystem"));
    assert.match(await validate(file), /readonlyRootFilesystem/);
  });

  test("mean the same pods and ports", () => {
    const { Deployment, HorizontalPodAutoscaler, Ingress, NetworkPolicy, PodDisruptionBudget, Service } = manifests;
    const labels = Deployment.spec.template.metadata.labels;
    for (const selector of [Deployment.spec.selector.matchLabels, Service.spec.selector, PodDisruptionBudget.spec.selector.matchLabels, NetworkPolicy.spec.podSelector.matchLabels]) assert.deepEqual(selector, labels);
    assert.equal(HorizontalPodAutoscaler.spec.scaleTargetRef.name, Deployment.metadata.name);
    const [{ backend }] = Ingress.spec.rules[0].http.paths;
    assert.equal(backend.service.name, Service.metadata.name);
    assert.equal(backend.service.port.name, Service.spec.ports[0].name);
    const [{ ports, env }] = Deployment.spec.template.spec.containers;
    assert.equal(Service.spec.ports[0].targetPort, ports[0].name);
    for (const [name, port] of [["RESTANTE_LISTEN", ports[0]], ["RESTANTE_METRICS_LISTEN", ports[1]]]) {
      assert.equal(env.find((variable) => variable.name === name).value, `0.0.0.0:${port.containerPort}`);
    }
  });

  test("give a bridge time to end before it is killed", () => {
    const { terminationGracePeriodSeconds, containers: [{ env, lifecycle }] } = manifests.Deployment.spec.template.spec;
    const grace = Number(env.find(({ name }) => name === "RESTANTE_SHUTDOWN_GRACE").value);
    assert.ok(terminationGracePeriodSeconds > lifecycle.preStop.sleep.seconds + grace);
  });

  test("let nothing out but to mail servers and for names", () => {
    const ports = manifests.NetworkPolicy.spec.egress.flatMap(({ ports }) => ports.map(({ port }) => port));
    assert.deepEqual([...new Set(ports)].sort((a, b) => a - b), [53, 110, 465, 587, 995]);
  });
});
