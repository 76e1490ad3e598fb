import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { Meter } from '../meter.ts';

const ANSWER_WITHIN_MS = 10_000;

export interface Subscriber {
  readonly url: string;
  readonly secret: string;
  /** The events it wants; all where left out. */
  readonly events?: readonly string[];
}

export interface Delivery {
  readonly id: number;
  /** `X-GitHub-Delivery`; a redelivery has the same one. */
  readonly guid: string;
  readonly event: string;
  readonly action: string | undefined;
  readonly body: string;
  readonly deliveredAt: number;
  readonly isRedelivery: boolean;
  /** 0 where no answer came within ten seconds, or none was sent. */
  readonly statusCode: number;
  readonly durationMs: number;
}

export type WebhookFault =
  /** Never sent; its delivery is listed as failed and can be asked for again. */
  { readonly kind: 'lose' } | { readonly kind: 'double' } | { readonly kind: 'delay'; readonly milliseconds: number };

export interface WebhookMatcher {
  readonly event?: string;
  readonly action?: string;
}

interface Message {
  readonly guid: string;
  readonly event: string;
  readonly action: string | undefined;
  readonly body: string;
}

export class Webhooks {
  readonly #clock: Clock;
  readonly #meter: Meter;
  readonly #nextId: () => number;
  readonly #subscribers: Subscriber[] = [];
  readonly #deliveries: Delivery[] = [];
  readonly #inFlight = new Set<Promise<unknown>>();
  #faults: { matcher: WebhookMatcher; fault: WebhookFault; remaining: number }[] = [];
  #held: { subscriber: Subscriber; message: Message }[] | undefined;

  constructor(clock: Clock, meter: Meter, nextId: () => number) {
    this.#clock = clock;
    this.#meter = meter;
    this.#nextId = nextId;
  }

  subscribe(subscriber: Subscriber): void {
    this.#subscribers.push(subscriber);
  }

  get deliveries(): readonly Delivery[] {
    return this.#deliveries;
  }

  /** The next deliveries that match meet this fault. */
  next(matcher: WebhookMatcher, fault: WebhookFault, times = 1): void {
    this.#faults.push({ matcher, fault, remaining: times });
  }

  clearFaults(): void {
    this.#faults = [];
  }

  /** Keeps what would be sent until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  /** Sends what was held, one after the other, in the order that the test wants. */
  async release(order: 'as-happened' | 'reversed' = 'as-happened'): Promise<void> {
    const held = this.#held ?? [];
    this.#held = undefined;
    if (order === 'reversed') held.reverse();
    for (const { subscriber, message } of held) await this.#deliver(subscriber, message, false);
  }

  /** Tells every subscriber; returns before any of them answers, as on GitHub. */
  emit(event: string, payload: object): void {
    const action = 'action' in payload ? String(payload.action) : undefined;
    const message: Message = { guid: randomUUID(), event, action, body: JSON.stringify(payload) };
    for (const subscriber of this.#subscribers) {
      if (subscriber.events?.includes(event) === false) continue;
      if (this.#held === undefined) this.#track(this.#send(subscriber, message));
      else this.#held.push({ subscriber, message });
    }
  }

  /** A delivery that somebody else sends: its signature is made with another secret. Gives back the status of the answer. */
  async forge(event: string, payload: object, secret = 'not the secret'): Promise<number> {
    const [subscriber] = this.#subscribers;
    if (subscriber === undefined) throw new Error('Nobody has subscribed to webhooks.');
    const message: Message = { guid: randomUUID(), event, action: undefined, body: JSON.stringify(payload) };
    return post({ ...subscriber, secret }, message);
  }

  /** Sends a delivery once more, as the page of an App's webhooks does. */
  async redeliver(id: number): Promise<Delivery> {
    const delivery = this.#deliveries.find((one) => one.id === id);
    const [subscriber] = this.#subscribers;
    if (delivery === undefined || subscriber === undefined) throw new Error(`There is no delivery ${id}.`);
    return this.#deliver(subscriber, delivery, true);
  }

  /** Resolves when nothing is on its way. */
  async settled(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
  }

  #track(work: Promise<unknown>): void {
    const tracked = work.finally(() => this.#inFlight.delete(tracked));
    this.#inFlight.add(tracked);
  }

  async #send(subscriber: Subscriber, message: Message): Promise<void> {
    const fault = this.#takeFault(message);
    if (fault?.kind === 'lose') {
      this.#record(message, false, 0, 0);
      return;
    }
    if (fault?.kind === 'delay') await delay(fault.milliseconds);
    await this.#deliver(subscriber, message, false);
    if (fault?.kind === 'double') await this.#deliver(subscriber, message, false);
  }

  async #deliver(subscriber: Subscriber, message: Message, isRedelivery: boolean): Promise<Delivery> {
    const startedAt = performance.now();
    const statusCode = await post(subscriber, message);
    return this.#record(message, isRedelivery, statusCode, performance.now() - startedAt);
  }

  #record(message: Message, isRedelivery: boolean, statusCode: number, durationMs: number): Delivery {
    const { guid, event, action, body } = message;
    const deliveredAt = this.#clock();
    const id = this.#nextId();
    const delivery = { id, guid, event, action, body, deliveredAt, isRedelivery, statusCode, durationMs };
    this.#deliveries.push(delivery);
    this.#meter.countWebhook();
    return delivery;
  }

  #takeFault({ event, action }: Message): WebhookFault | undefined {
    const entry = this.#faults.find(
      ({ matcher, remaining }) =>
        remaining > 0 && (matcher.event ?? event) === event && (matcher.action ?? action) === action,
    );
    if (entry === undefined) return undefined;
    entry.remaining -= 1;
    return entry.fault;
  }
}

/** The status of the answer, or 0 where there is none. */
async function post({ url, secret }: Subscriber, { guid, event, body }: Message): Promise<number> {
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/loopback',
    'x-github-event': event,
    'x-github-delivery': guid,
    'x-github-hook-id': '1',
    'x-hub-signature-256': `sha256=${signature}`,
  };
  return fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status;
    },
    () => 0,
  );
}
