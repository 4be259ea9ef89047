import type { Task } from "../../src/data/index.ts";

export const digits: Task = { kind: "classification", inputShape: [1, 8, 8], outputs: 10, labels: [] };
export const cifar: Task = { kind: "classification", inputShape: [3, 32, 32], outputs: 10, labels: [] };
export const table: Task = { kind: "regression", inputShape: [13], outputs: 2, labels: [] };

/** Images of odd sides. */
export const odd: Task = { ...digits, inputShape: [2, 7, 9] };
