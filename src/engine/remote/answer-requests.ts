/** @file The other end of a remote engine: an engine that takes its orders as messages. */
import { EspalierError } from "../../base/index.ts";
import type { DisposableEngine, Program } from "../engine.ts";
import { measureLatency } from "../measure-latency.ts";
import type { Answers, Compiled, FromEngine, Request, ToEngine } from "./messages.ts";

/**
 * Returns what answers a message, in a promise that never fails.
 *
 * @param onStep  Called between the runs of one request.
 */
export function answerRequests(
  engine: DisposableEngine,
  onStep: () => void = () => undefined,
): (message: ToEngine) => Promise<FromEngine> {
  const programs = new Map<number, Program>();
  let count = 0;

  const keep = (program: Program): Compiled => {
    count++;
    programs.set(count, program);
    return { program: count, inputs: program.inputs, outputs: program.outputs };
  };
  const answer = async (request: Request): Promise<Answers[keyof Answers]> => {
    switch (request.kind) {
      case "compile":
        return keep(await engine.compile(request.graph));
      case "compile-model":
        return keep(await engine.compileModel(request.bytes));
      case "run":
        return (programs.get(request.program) as Program).run(request.feeds);
      case "latency":
        return measureLatency(
          stepping(programs.get(request.program) as Program, onStep),
          request.feeds,
          request.options,
        );
      case "dispose":
        await programs.get(request.program)?.[Symbol.asyncDispose]();
        programs.delete(request.program);
        return undefined;
      case "end":
        await Promise.all([...programs.values()].map((program) => program[Symbol.asyncDispose]()));
        await engine[Symbol.asyncDispose]();
        return undefined;
    }
  };
  return ({ id, request }) =>
    answer(request).then(
      (result): FromEngine => ({ id, answer: result }),
      (error: unknown): FromEngine => {
        const code = error instanceof EspalierError ? error.code : "engine";
        return { id, code, message: error instanceof Error ? error.message : String(error) };
      },
    );
}

function stepping(program: Program, onStep: () => void): Pick<Program, "run"> {
  return {
    run: (feeds) => {
      onStep();
      return program.run(feeds);
    },
  };
}
