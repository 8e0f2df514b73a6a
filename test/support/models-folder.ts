import { cp, mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '#platform';

const tiny = join(projectFolder, 'test/fixtures/tiny-clip');

/**
 * A MODELS_DIR with the shipped encoder, the tiny CLIP with random weights, and models that can't be run:
 * `altered` (another file than its manifest says), `incomplete` (a file is missing), `no-graph` (a file that is no
 * graph, with the right checksum), `no-json` (no manifest to read), `concella-again` (what serves under another name).
 */
export async function modelsFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'concella-models-'));
  const shipped = join(projectFolder, 'models/concella-small');
  await symlink(shipped, join(folder, 'concella-small'));
  await symlink(shipped, join(folder, 'concella-again'));
  await symlink(tiny, join(folder, 'tiny-clip'));
  for (const name of ['altered', 'no-graph']) await cp(tiny, join(folder, name), { recursive: true });
  for (const name of ['incomplete', 'no-json']) await mkdir(join(folder, name));
  await cp(join(tiny, 'manifest.json'), join(folder, 'incomplete/manifest.json'));
  await writeFile(join(folder, 'no-json/manifest.json'), '{ "name": ');
  const graph = await readFile(join(tiny, 'text_model.onnx'));
  graph.writeUInt8(graph.readUInt8(9_000) ^ 255, 9_000);
  await writeFile(join(folder, 'altered/text_model.onnx'), graph);
  const nothing = Buffer.from('no graph at all');
  await writeFile(join(folder, 'no-graph/text_model.onnx'), nothing);
  const manifest = JSON.parse(await readFile(join(tiny, 'manifest.json'), 'utf8')) as {
    name: string;
    text: { sha256: string };
  };
  manifest.name = 'no-graph';
  manifest.text.sha256 = createHash('sha256').update(nothing).digest('hex');
  await writeFile(join(folder, 'no-graph/manifest.json'), JSON.stringify(manifest));
  return folder;
}
