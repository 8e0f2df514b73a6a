// @ts-check
// What typescript-eslint does not cover of one kind of mistake: a failure that nobody hears ends the process.

/** Methods that keep a promise without listening to it. */
const keeping = new Set(['set', 'add', 'delete', 'push', 'unshift']);
/** Classes whose 'error' event ends the process when nobody listens. */
const emitters = new Set(['Worker', 'Pool', 'Client', 'Socket', 'WebSocket']);

const isFunction = (node) => /Function/.test(node.type);

function enclosingFunction(node) {
  for (let at = node.parent; at; at = at.parent) if (isFunction(at) || at.type === 'Program') return at;
  return undefined;
}

/** The nodes below one, without those of functions in it. */
function* below(node, keys) {
  for (const key of keys[node.type] ?? []) {
    for (const child of [node[key]].flat()) {
      if (!child?.type) continue;
      yield child;
      if (!isFunction(child)) yield* below(child, keys);
    }
  }
}

/** Whether this use of a promise listens to its failure, or leaves that to another. */
function listens(node) {
  const { parent } = node;
  switch (parent.type) {
    case 'MemberExpression': {
      if (parent.object !== node || parent.parent.type !== 'CallExpression') return false;
      const { name } = parent.property;
      return name === 'catch' || (name === 'then' && parent.parent.arguments.length > 1);
    }
    case 'CallExpression':
      return !(
        parent.callee.type === 'MemberExpression' &&
        keeping.has(parent.callee.property.name) &&
        parent.arguments.includes(node)
      );
    case 'AssignmentExpression':
    case 'VariableDeclarator':
    case 'Property':
      return false;
    default:
      return true;
  }
}

/** An expression that is heard where it stands: `handledLater(x)`, `x.catch(f)`, `x.then(f, g)`. */
function isHeard(node) {
  if (node.type !== 'CallExpression') return false;
  if (node.callee.type === 'Identifier') return node.callee.name === 'handledLater';
  if (node.callee.type !== 'MemberExpression') return false;
  const { name } = node.callee.property;
  if (name === 'finally') return isHeard(node.callee.object);
  return name === 'catch' || (name === 'then' && node.arguments.length > 1);
}

const heardPromises = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      late: 'If this fails before it is awaited, nobody hears it, and the process ends: wrap it in handledLater(), or catch it.',
      void: 'A promise whose failure nobody hears ends the process: catch it.',
    },
  },
  create(context) {
    const { sourceCode } = context;
    const services = sourceCode.parserServices;
    const keys = sourceCode.visitorKeys;
    const checker = services.program.getTypeChecker();
    const isPromise = (node) => {
      const type = services.getTypeAtLocation(node);
      const parts = type.isUnion() ? type.types : [type];
      return parts.some((part) => checker.getNonNullableType(part).symbol?.name === 'Promise');
    };

    /** A promise that is begun by `value` and kept as `target`, at the statement `from`. */
    const check = (target, value, from) => {
      if (!['CallExpression', 'NewExpression', 'LogicalExpression'].includes(value.type)) return;
      if (isHeard(value) || !isPromise(value)) return;
      if (value.type === 'NewExpression' && target.type !== 'Identifier') return;
      const text = sourceCode.getText(target);
      const scope = enclosingFunction(from);
      const after = [...below(scope, keys)].filter((node) => node.range[0] >= from.range[1]);
      const heard = after.find(
        (node) =>
          (node.type === 'Identifier' || node.type === 'MemberExpression') &&
          sourceCode.getText(node) === text &&
          listens(node),
      );
      const end = heard ? heard.range[0] : Infinity;
      const waits = after.some(
        (node) =>
          (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) &&
          node.range[0] < end &&
          !(heard && node.range[1] >= heard.range[1]),
      );
      if (waits || !heard) context.report({ node: value, messageId: 'late' });
    };

    return {
      VariableDeclarator(node) {
        if (node.init && node.id.type === 'Identifier') check(node.id, node.init, node);
      },
      AssignmentExpression(node) {
        if (node.parent.type === 'ReturnStatement' || node.parent.type === 'ArrowFunctionExpression') return;
        check(node.left, node.right, node);
      },
      Property(node) {
        if (node.parent.type !== 'ObjectExpression' || node.value.type !== 'CallExpression') return;
        if (!isHeard(node.value) && isPromise(node.value))
          context.report({ node: node.value, messageId: 'late' });
      },
      'UnaryExpression[operator="void"]'(node) {
        if (!isHeard(node.argument) && isPromise(node.argument)) context.report({ node, messageId: 'void' });
      },
    };
  },
};

const heardErrors = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      deaf: `An 'error' event that nobody listens to ends the process: add .on('error', ...) to {{target}}.`,
    },
  },
  create(context) {
    const { sourceCode } = context;
    const made = [];
    const heard = new Set();
    return {
      NewExpression(node) {
        const name = node.callee.type === 'MemberExpression' ? node.callee.property.name : node.callee.name;
        if (!emitters.has(name)) return;
        const { parent } = node;
        const target =
          parent.type === 'VariableDeclarator'
            ? parent.id
            : parent.type === 'AssignmentExpression'
              ? parent.left
              : node;
        made.push({ node, target: sourceCode.getText(target) });
      },
      'CallExpression[callee.property.name="on"][arguments.0.value="error"]'(node) {
        heard.add(sourceCode.getText(node.callee.object));
      },
      'Program:exit'() {
        for (const { node, target } of made)
          if (!heard.has(target))
            context.report({ node, messageId: 'deaf', data: { target: target.slice(0, 40) } });
      },
    };
  },
};

export default { rules: { 'heard-promises': heardPromises, 'heard-errors': heardErrors } };
