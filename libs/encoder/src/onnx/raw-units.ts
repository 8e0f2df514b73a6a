import type { Graph, GraphNode } from './graph.js';

/** The last units of a tower whose embedding is a linear map of their mean over the picture. */
export interface UnitsFound {
  /** Name of the value in the graph. */
  readonly value: string;
  /** The nodes from the units to the embedding, with what they need, in the order of the graph. */
  readonly tail: readonly GraphNode[];
}

/** Operations that keep values and only lay them out otherwise. */
const layout = new Set(['Transpose', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Identity', 'Cast']);
const pooling = new Set(['ReduceMean', 'GlobalAveragePool']);
const projecting = new Set(['MatMul', 'Gemm', 'Conv']);

/**
 * Finds a tower's last units by structure: back from the embedding through a mean over the picture and a linear map
 * (in either order) to what comes before both.
 *
 * @returns the units, or in words why the structure is not recognised
 */
export function findUnits(graph: Graph, embedding: string): UnitsFound | string {
  if (graph.external) return 'its weights are in other files than its graph';
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node])));
  const constant = constants(graph, producers);
  let value = embedding;
  const passed = { pooling: false, projecting: false };
  for (;;) {
    const node = producers.get(value);
    if (!node) return 'nothing is computed between its input and its embedding';
    const done = passed.pooling && passed.projecting;
    const [first = '', ...others] = node.inputs;
    if (layout.has(node.op)) value = first;
    else if (done) return { value, tail: tailOf(graph, producers, embedding, value) };
    else if (pooling.has(node.op)) [value, passed.pooling] = [first, true];
    else if (projecting.has(node.op) && others.every(constant)) [value, passed.projecting] = [first, true];
    else if (node.op === 'Add' && node.inputs.filter(constant).length === 1)
      value = node.inputs.find((input) => !constant(input)) ?? '';
    else
      return `before its embedding is ${node.op} where a mean over the picture and a linear map are looked for`;
  }
}

/** Whether a value is the same for every picture. */
function constants(graph: Graph, producers: ReadonlyMap<string, GraphNode>): (value: string) => boolean {
  const known = new Map<string, boolean>();
  const constant = (value: string): boolean => {
    const seen = known.get(value);
    if (seen !== undefined) return seen;
    const producer = producers.get(value);
    const found =
      value === '' ||
      graph.weights.has(value) ||
      (producer !== undefined && !graph.inputs.includes(value) && producer.inputs.every(constant));
    known.set(value, found);
    return found;
  };
  return constant;
}

/** Every node that the embedding needs when the units are given. */
function tailOf(
  graph: Graph,
  producers: ReadonlyMap<string, GraphNode>,
  embedding: string,
  units: string,
): GraphNode[] {
  const needed = new Set<GraphNode>();
  const open = [embedding];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    const node = value === units ? undefined : producers.get(value);
    if (!node || needed.has(node)) continue;
    needed.add(node);
    open.push(...node.inputs);
  }
  return graph.nodes.filter((node) => needed.has(node));
}
