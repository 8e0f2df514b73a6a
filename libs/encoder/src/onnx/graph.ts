import { PbfReader, PbfWriter } from 'pbf';

/** One operation of a graph. */
export interface GraphNode {
  readonly op: string;
  /** Names of values; '' for an optional input that is not given. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** As it was written. */
  readonly bytes: Uint8Array;
}

/** What is needed of an ONNX model to cut its graph: see onnx.proto3 of the ONNX project for the field numbers. */
export interface Graph {
  readonly irVersion: number;
  /** OperatorSetIdProto, as they were written. */
  readonly opsets: readonly Uint8Array[];
  readonly nodes: readonly GraphNode[];
  /** TensorProto by name, as they were written; their values are not read. */
  readonly weights: ReadonlyMap<string, Uint8Array>;
  /** Names of inputs; in old models weights are among them. */
  readonly inputs: readonly string[];
  /** Whether weights are in other files. */
  readonly external: boolean;
}

const float32 = 1;

/** Reads the structure of an ONNX model. @throws for bytes that are no protobuf message. */
export function readGraph(model: Uint8Array): Graph {
  const graph = {
    irVersion: 0,
    opsets: [] as Uint8Array[],
    nodes: [] as GraphNode[],
    weights: new Map<string, Uint8Array>(),
    inputs: [] as string[],
    external: false,
  };
  new PbfReader(model).readFields((tag, _, model) => {
    if (tag === 1) graph.irVersion = model.readVarint();
    else if (tag === 8) graph.opsets.push(model.readBytes());
    else if (tag === 7)
      model.readMessage((field, _, reader) => {
        if (field === 1) graph.nodes.push(readNode(reader.readBytes()));
        else if (field === 11) graph.inputs.push(readName(reader.readBytes(), 1));
        else if (field === 5) {
          const bytes = reader.readBytes();
          graph.weights.set(readName(bytes, 8), bytes);
          if (isExternal(bytes)) graph.external = true;
        }
      }, undefined);
  }, undefined);
  return graph;
}

/**
 * The model with one more output: a float32 value of its graph. Protobuf merges a message that is written twice, so the
 * file is not changed but for a few bytes at its end.
 */
export function withOutput(model: Uint8Array, value: string): Uint8Array {
  const writer = new PbfWriter();
  writer.writeMessage(7, (name, graph) => graph.writeMessage(12, writeValue, name), value);
  return Buffer.concat([model, writer.finish()]);
}

/** A model of some of a graph's nodes, from one float32 value to another. */
export function part(graph: Graph, nodes: readonly GraphNode[], from: string, to: string): Uint8Array {
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  const writer = new PbfWriter();
  writer.writeVarintField(1, graph.irVersion);
  for (const opset of graph.opsets) writer.writeBytesField(8, opset);
  writer.writeMessage(
    7,
    (_, inner) => {
      for (const { bytes } of nodes) inner.writeBytesField(1, bytes);
      inner.writeStringField(2, 'part');
      for (const [name, bytes] of graph.weights) if (used.has(name)) inner.writeBytesField(5, bytes);
      inner.writeMessage(11, writeValue, from);
      inner.writeMessage(12, writeValue, to);
    },
    undefined,
  );
  return writer.finish();
}

/** ValueInfoProto of a float32 tensor of any shape. */
function writeValue(name: string, writer: PbfWriter): void {
  writer.writeStringField(1, name);
  writer.writeMessage(
    2,
    (_, type) => type.writeMessage(1, (elem, tensor) => tensor.writeVarintField(1, elem), float32),
    undefined,
  );
}

function readNode(bytes: Uint8Array): GraphNode {
  const node = { op: '', inputs: [] as string[], outputs: [] as string[], bytes };
  new PbfReader(bytes).readFields((tag, _, reader) => {
    if (tag === 1) node.inputs.push(reader.readString());
    else if (tag === 2) node.outputs.push(reader.readString());
    else if (tag === 4) node.op = reader.readString();
  }, undefined);
  return node;
}

function readName(bytes: Uint8Array, field: number): string {
  let name = '';
  new PbfReader(bytes).readFields((tag, _, reader) => {
    if (tag === field) name = reader.readString();
  }, undefined);
  return name;
}

function isExternal(tensor: Uint8Array): boolean {
  let location = 0;
  new PbfReader(tensor).readFields((tag, _, reader) => {
    if (tag === 14) location = reader.readVarint();
  }, undefined);
  return location === 1;
}
