/** @file The network of one path alone, and its share of what a network with choices has learned. */
import { InputError } from "../base/index.ts";
import { type BranchName, type Network, type Owned, selectBranches, type ValueName } from "../graph/index.ts";
import { type Shape, sizeOf } from "../tensor/index.ts";
import { byOwner } from "./network-contents.ts";
import { checkPath, ownersOf, type Path } from "./path.ts";

/**
 * Takes a path out of a network with choices: what is fine-tuned, measured and exported. Its loss and gradients are bit
 * for bit those of the path in the network around; parameters, statistics and noises keep their names.
 *
 * @param path  Choices left out stay choices, of which the result is a smaller network with choices.
 * @throws {InputError} naming the choice that is unknown or has no such branch.
 */
export function subnetwork(network: Network, path: Path): Network {
  checkPath(network, path, true);
  const picks = new Map(
    network.choices.flatMap(({ name, index }) => (path[name] === undefined ? [] : [[index, path[name]] as const])),
  );
  const { graph, names } = selectBranches(network.graph, picks);
  const nameOf = (name: ValueName): ValueName => names.get(name) as ValueName;
  const isLeft = ({ choice, branch }: BranchName): boolean => path[choice] === undefined || path[choice] === branch;
  const left = <T extends Owned>(items: readonly T[]): T[] =>
    byOwner(
      items.flatMap((item) => {
        const owners = ownersOf(network, item.owner);
        const owner = owners.findLast(({ choice }) => path[choice] === undefined);
        return owners.every(isLeft) ? [{ ...item, owner }] : [];
      }),
    );
  const [parameters, noises] = [left(network.parameters), left(network.noises)];
  // Also what no branch of the path reads: it was declared outside of those that do.
  const kept = new Set([...graph.inputs.keys(), ...[...parameters, ...noises].map(({ name }) => name)]);
  return {
    graph: {
      ...graph,
      inputs: new Map([...network.graph.inputs].filter(([name]) => kept.has(name))),
      outputs: [nameOf(network.output)],
    },
    input: network.input,
    output: nameOf(network.output),
    parameters,
    normalizations: left(network.normalizations).map((normalization) => ({
      ...normalization,
      batchMean: nameOf(normalization.batchMean),
      batchVariance: nameOf(normalization.batchVariance),
    })),
    noises,
    choices: left(network.choices).filter(({ name }) => path[name] === undefined),
  };
}

/**
 * Picks the numbers of a subnetwork's parameters out of a vector over all parameters: weights, or a slot of an optimiser.
 *
 * @param flat  As long as the network has parameters; not changed.
 * @throws {InputError} naming the parameter that the network has not, or not in this shape.
 */
export function subnetworkParameters(network: Network, flat: Float32Array, part: Network): Float32Array {
  const named = (list: Network["parameters"]): Part[] => list.map(({ name, shape }) => ({ name, shape }));
  return pick(named(network.parameters), flat, named(part.parameters));
}

/** Picks the running statistics of a subnetwork's normalisations out of all. @throws {InputError} as above. */
export function subnetworkStatistics(network: Network, flat: Float32Array, part: Network): Float32Array {
  const named = (list: Network["normalizations"]): Part[] =>
    list.map(({ runningMean, channels }) => ({ name: runningMean, shape: [2, channels] }));
  return pick(named(network.normalizations), flat, named(part.normalizations));
}

interface Part {
  readonly name: ValueName;
  readonly shape: Shape;
}

function pick(all: readonly Part[], flat: Float32Array, parts: readonly Part[]): Float32Array {
  const places = new Map<ValueName, { readonly shape: Shape; readonly start: number }>();
  let total = 0;
  for (const { name, shape } of all) {
    places.set(name, { shape, start: total });
    total += sizeOf(shape);
  }
  if (flat.length !== total)
    throw new InputError(`Cannot pick from ${flat.length} numbers: expected ${total} as the network has`);
  const picked = parts.map(({ name, shape }) => {
    const place = places.get(name);
    if (String(place?.shape) !== String(shape))
      throw new InputError(
        `Cannot pick ${name} [${shape}]: the network has ${place ? `[${place.shape}]` : "none"}, expected a part of it`,
      );
    const { start } = place as { start: number };
    return flat.subarray(start, start + sizeOf(shape));
  });
  const result = new Float32Array(picked.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const numbers of picked) {
    result.set(numbers, offset);
    offset += numbers.length;
  }
  return result;
}
