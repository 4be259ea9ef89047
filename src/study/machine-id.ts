/** @file Which machine, which start of it, and which of its groups of process numbers this process runs in. */
import { readFileSync, readlinkSync } from "node:fs";
import { hostname, networkInterfaces } from "node:os";
import { hashBytes } from "../base/index.ts";

/** Where a process runs. Hashes: what the system calls itself by is nobody else's business. */
export interface Place {
  /** Of the machine, as far as it can be told from others; machines that are copies of each other may share it. */
  readonly machine: string;
  /** Of the time since the machine was started, unlike that of any other machine; "-" where the system does not say. */
  readonly boot: string;
  /** Processes of one machine see the same numbers only where this is equal, as containers have numbers of their own. */
  readonly numbers: string;
}

let known: Place | undefined;

/** Returns where this process runs. */
export function thisPlace(): Place {
  known ??= {
    machine: short([systemId(), hostname(), ...hardwareAddresses()].join("\n")),
    boot: short(read("/proc/sys/kernel/random/boot_id")),
    numbers: short(link("/proc/self/ns/pid")),
  };
  return known;
}

/**
 * When a process began, in the system's own unit since it was started; "-" where there is no such process or the system
 * does not say. Tells a process from a later one of the same number.
 */
export function startOf(pid: number): string {
  // Its name may hold blanks and parentheses; it ends with the last one.
  const fields = read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
  // One that has ended and was not yet collected is no process any more.
  return fields[0] === "Z" || fields[0] === "X" ? "-" : (fields[19] ?? "-");
}

function systemId(): string {
  return read("/etc/machine-id") || read("/var/lib/dbus/machine-id");
}

function hardwareAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((some) => (some ?? []).map(({ mac }) => mac));
  return [...new Set(all)].filter((mac) => mac !== "00:00:00:00:00:00").sort();
}

function short(text: string): string {
  return text === "" ? "-" : hashBytes(new TextEncoder().encode(text)).slice(0, 16);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
