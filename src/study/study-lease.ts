/** @file The right to run a study, held by one worker at a time and renewed while it lives. */
import { type Json, StudyBusyError } from "../base/index.ts";
import type { Storage } from "../storage/index.ts";
import { describeWorker, endWorker, lifeOf, startWorker } from "./worker-id.ts";

/** Attribute of the study that names who runs it; none, or null, when nobody does. */
const HOLDER = "holder";

/**
 * A living process of this machine may fail to renew while it computes without a pause, so its lease counts so much
 * longer; it does end, since after a restart of the machine another process may have got the same number.
 */
const STALLED_LEASES = 10;

interface Holder {
  readonly worker: string;
  /** End of its lease, by `LeaseOptions.now`. */
  readonly until: number;
}

export interface LeaseOptions {
  readonly storage: Storage;
  readonly study: string;
  readonly leaseMs: number;
  /** Wall clock in milliseconds, the same for all who may run the study. */
  readonly now?: () => number;
  /** Called once when the lease could not be renewed: nothing more should be written. */
  readonly onLost: (error: unknown) => void;
}

/** Holds a study and the trials claimed under its worker name; a timer renews both. */
export class StudyLease {
  readonly worker: string;
  readonly #options: LeaseOptions;
  readonly #now: () => number;
  readonly #trials = new Set<number>();
  /** What this worker wrote last: the study is its own while that is what is stored. */
  #written: Json | undefined;
  #timer: NodeJS.Timeout | undefined;
  #renewal: Promise<void> = Promise.resolve();

  private constructor(options: LeaseOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.worker = startWorker();
  }

  /**
   * Takes the study, and frees the trials of dead workers so that they can be claimed at once.
   *
   * @throws {StudyBusyError} if a living worker holds it, naming its process.
   */
  static async take(options: LeaseOptions): Promise<StudyLease> {
    const lease = new StudyLease(options);
    try {
      await lease.#take();
    } catch (error) {
      endWorker(lease.worker);
      throw error;
    }
    lease.#timer = setInterval(() => lease.#renewSoon(), options.leaseMs / 3);
    lease.#timer.unref();
    return lease;
  }

  /** Has a claimed trial renewed from now on. */
  hold(trial: number): void {
    this.#trials.add(trial);
  }

  drop(trial: number): void {
    this.#trials.delete(trial);
  }

  /**
   * Gives the study back, and its unfinished trials. What the storage refuses here is no harm: the next to run the
   * study finds this worker dead.
   */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewal;
    const { storage, study } = this.#options;
    try {
      await storage.releaseLeases(study, (worker) => worker === this.worker);
      if (this.#written) await storage.replaceAttribute(study, HOLDER, this.#written, undefined);
    } catch {
    } finally {
      endWorker(this.worker);
    }
  }

  async #take(): Promise<void> {
    const { storage, study } = this.#options;
    let found: Json | undefined;
    // Where another changed it between the two steps, it is looked at again.
    do {
      found = await storage.getAttribute(study, HOLDER);
      const other = holderOf(found);
      if (other && this.#isHeld(other)) throw busy(study, describeWorker(other.worker));
    } while (!(await this.#replace(found)));
    const holder = holderOf(found);
    const isDead = (worker: string): boolean => worker === holder?.worker || lifeOf(worker) === "dead";
    await storage.releaseLeases(study, isDead);
  }

  #isHeld({ worker, until }: Holder): boolean {
    const life = lifeOf(worker);
    if (life === "dead") return false;
    const grace = life === "living" ? STALLED_LEASES * this.#options.leaseMs : 0;
    return until + grace > this.#now();
  }

  /** Writes that this worker holds the study from now on; false where another was faster. */
  async #replace(before: Json | undefined): Promise<boolean> {
    const { storage, study, leaseMs } = this.#options;
    const after: Json = { worker: this.worker, until: this.#now() + leaseMs };
    const isReplaced = await storage.replaceAttribute(study, HOLDER, before, after);
    if (isReplaced) this.#written = after;
    return isReplaced;
  }

  #renewSoon(): void {
    this.#renewal = this.#renewal
      .then(() => this.#renew())
      .catch((error: unknown) => {
        clearInterval(this.#timer);
        this.#options.onLost(error);
      });
  }

  async #renew(): Promise<void> {
    const { storage, study, leaseMs } = this.#options;
    if (!(await this.#replace(this.#written))) {
      const other = holderOf(await storage.getAttribute(study, HOLDER));
      throw busy(study, other ? describeWorker(other.worker) : "another process");
    }
    for (const trial of this.#trials) await storage.renewLease(study, trial, this.worker, leaseMs);
  }
}

function holderOf(stored: Json | undefined): Holder | undefined {
  return (stored ?? undefined) as unknown as Holder | undefined;
}

function busy(study: string, who: string): StudyBusyError {
  return new StudyBusyError(`Cannot run study "${study}": ${who} is running it, expected that one to end first`);
}
