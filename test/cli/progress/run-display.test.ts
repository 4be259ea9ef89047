import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../../src/base/index.ts";
import { cut, LiveBlock } from "../../../src/cli/progress/live-block.ts";
import { createRunDisplay } from "../../../src/cli/progress/run-display.ts";
import { styleFor } from "../../../src/cli/progress/style.ts";
import type { StudyEvent, Trial } from "../../../src/study/index.ts";

const ESCAPE = "\u001b";
const COMMAND = new RegExp(`(${ESCAPE}\\[\\d*[AJ]|\\n|\\r)`);

/** A terminal of so many columns that interprets what a block writes: text, line breaks, cursor up, clear below. */
function fakeTerminal(columns: number) {
  const rows: string[] = [""];
  let row = 0;
  const write = (text: string): void => {
    const commands = text.split(COMMAND);
    for (const command of commands) {
      const up = /^.\[(\d+)A$/.exec(command);
      if (up) row = Math.max(0, row - Number(up[1]));
      else if (command === `${ESCAPE}[0J`) rows.splice(row, rows.length, "");
      else if (command === "\n") {
        row++;
        rows[row] ??= "";
      } else if (command !== "\r") rows[row] = (rows[row] ?? "") + command;
    }
  };
  return { isTTY: true, columns, write, rows };
}

function finished(number: number, accuracy: number): Trial<Json> {
  return {
    number,
    state: "complete",
    architecture: {},
    key: String(number),
    origin: "random",
    fidelity: 1,
    continues: null,
    values: { accuracy, params: 1234 },
    curve: [],
    seconds: 1.5,
    error: null,
    duplicateOf: null,
    worker: null,
    attempts: 1,
    finishOrder: number + 1,
    feasible: true,
    outside: false,
  };
}

const goals = {
  objectives: [
    { name: "accuracy", unit: "1", goal: "max" },
    { name: "params", unit: "count", goal: "min" },
  ],
  constraints: [],
  budget: 5,
} as const;

const ended = (trial: Trial<Json>, count: number, remainingMs: number): StudyEvent<Json> => ({
  type: "trial-finished",
  trial,
  progress: { finished: count, target: 4, elapsedMs: 1000, remainingMs },
});
const started = (number: number): StudyEvent<Json> => {
  return { type: "trial-started", number, architecture: {}, origin: "random", attempt: 1, budget: 5 };
};

test("createRunDisplay() writes one plain line a trial where there is no terminal", () => {
  let text = "";
  const stream = { write: (more: string) => (text += more) };
  const display = createRunDisplay(stream, {});

  display.begin(goals, [finished(0, 0.5)], 4);
  display.show(started(1));
  display.show({ type: "trial-step", number: 1, step: 2, values: { accuracy: 0.8 } });
  display.show(ended(finished(1, 0.9), 2, 61_000));
  display.show(
    ended({ ...finished(2, 0), state: "failed", values: {}, error: "Cannot train: no", feasible: false }, 3, 30_000),
  );
  display.show(ended({ ...finished(3, 0.9), duplicateOf: 1 }, 4, 0));
  display.show({ type: "trained-anew", number: 4, continues: 1, reason: "trial 1 has no checkpoint" });
  display.show(ended({ ...finished(4, 0.9), continues: 1 }, 4, 0));
  display.showFinal(1, 2);
  display.showFinal(2, 2);
  display.clear();

  expect(text.split("\n")).toEqual([
    "[2/4] trial 1: accuracy 0.9000, params 1.23 k (1.5 s); best so far; about 1 min 1 s left",
    "[3/4] trial 2: failed: Cannot train: no; best: trial 1; about 30 s left",
    "[4/4] trial 3: accuracy 0.9000, params 1.23 k (same network as trial 1); best: trial 1",
    "trial 4 trains anew: trial 1 has no checkpoint",
    "[4/4] trial 4: accuracy 0.9000, params 1.23 k (1.5 s, continues trial 1); best: trial 1",
    "final training: 2 epochs done",
    "",
  ]);
});

test("createRunDisplay() tells where the trials under way are when no line was written for ten seconds", () => {
  let text = "";
  let now = 0;
  const display = createRunDisplay({ write: (more: string) => (text += more) }, {}, () => now);
  const step = (number: number, epoch: number): void =>
    display.show({ type: "trial-step", number, step: epoch, values: { trainLoss: 1, accuracy: 0.25 * epoch } });

  display.begin(goals, [], 4, 240_000);
  display.show(started(0));
  display.show(started(1));
  now = 9_000;
  step(0, 1);
  now = 12_000;
  step(1, 1);
  step(0, 2);
  now = 21_000;
  display.show(ended(finished(0, 0.75), 1, 63_000));
  now = 29_000;
  step(1, 2);
  now = 33_000;
  step(1, 3);
  now = 44_000;
  display.showFinal(1, 9);
  now = 45_000;
  display.showFinal(2, 9);

  expect(text.split("\n")).toEqual([
    "trial 1: epoch 1/5, accuracy 0.2500; 0/4 trials done; about 4 min 0 s left",
    "[1/4] trial 0: accuracy 0.7500, params 1.23 k (1.5 s); best so far; about 1 min 3 s left",
    "trial 1: epoch 3/5, accuracy 0.7500; 1/4 trials done; about 1 min 3 s left",
    "final training: epoch 1/9",
    "",
  ]);
});

test("createRunDisplay() keeps one block on a terminal: progress, best, each running trial", () => {
  const terminal = fakeTerminal(80);
  const display = createRunDisplay(terminal, { NO_COLOR: "1" });

  display.begin(goals, [], 4);
  display.show(started(0));
  display.show(started(1));
  display.show(ended(finished(0, 0.75), 1, 90_000));

  expect(terminal.rows).toEqual([
    "██████░░░░░░░░░░░░░░░░░░ 1/4 trials, about 1 min 30 s left",
    "best so far: trial 0, accuracy 0.7500, params 1.23 k",
    "  trial 1: epoch 0/5",
    "",
  ]);
});

test("createRunDisplay() leaves nothing of the block behind", () => {
  const terminal = fakeTerminal(80);
  const display = createRunDisplay(terminal, {});

  display.begin(goals, [], 4);
  display.show(ended(finished(0, 0.75), 1, 90_000));
  display.showFinal(1, 2);
  display.clear();

  expect(terminal.rows).toEqual([""]);
});

test("styleFor() colours terminals alone, and not where NO_COLOR is set or the terminal is dumb", () => {
  expect(styleFor({ isTTY: true }, {}).accent("x")).toBe(`${ESCAPE}[36mx${ESCAPE}[0m`);
  expect(styleFor({ isTTY: true }, { NO_COLOR: "" }).accent("x")).not.toBe("x");
  expect(styleFor({ isTTY: true }, { NO_COLOR: "1" }).accent("x")).toBe("x");
  expect(styleFor({ isTTY: true }, { TERM: "dumb" }).faint("x")).toBe("x");
  expect(styleFor({}, {}).faint("x")).toBe("x");
});

test("LiveBlock shows the last lines only, however many there were before", () => {
  const block = fc.array(fc.stringMatching(/^[a-z ]{0,12}$/), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(block, { minLength: 1, maxLength: 6 }), (blocks) => {
      const terminal = fakeTerminal(20);
      const live = new LiveBlock(terminal);

      for (const lines of blocks) live.update(lines);

      expect(terminal.rows).toEqual([...(blocks.at(-1) as string[]), ""]);
    }),
  );
});

test("cut() keeps colours and counts visible characters", () => {
  const painted = `${ESCAPE}[36mabc${ESCAPE}[0mdef`;

  expect(cut(painted, 4)).toBe(`${ESCAPE}[36mabc${ESCAPE}[0md`);
  expect(cut(painted, 2)).toBe(`${ESCAPE}[36mab${ESCAPE}[0m`);
  expect(cut(painted, 9)).toBe(painted);
});

test("createRunDisplay() sums up trials outside the constraints, and tells what happened on the way in one printable line", () => {
  let text = "";
  const display = createRunDisplay({ write: (more: string) => (text += more) }, {});
  const outside = (number: number): StudyEvent<Json> =>
    ended({ ...finished(number, 0), state: "pruned", values: { params: 9e5 }, feasible: false, outside: true }, 0, 0);

  display.begin(goals, [], 4);
  for (const event of [outside(0), outside(1), outside(2), started(3)]) display.show(event);
  display.show({ type: "trial-note", number: 3, message: `killed\n${ESCAPE}[2J` });
  display.show(ended(finished(3, 0.9), 1, 0));
  display.show(outside(4));
  display.clear();

  const lines = text.split("\n").filter((line) => /outside|killed|trial 3:/.test(line));
  expect(lines).toEqual([
    "trial 3: killed\\n\\u001b[2J",
    "3 trials from 0 to 2: outside the constraints before training",
    expect.stringMatching(/^\[1\/4\] trial 3: accuracy 0\.9000/),
    "trial 4: outside the constraints before training",
  ]);
});
