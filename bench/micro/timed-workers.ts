/** @file The contract of workers whose speed is compared. */

/** Workers that do one kind of work. */
export interface TimedWorkers extends AsyncDisposable {
  /** Works for a while; how many examples or trials a second all of them got done. */
  round(): Promise<number>;
}
