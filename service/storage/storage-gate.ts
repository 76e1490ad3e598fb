import { translateDatabaseError } from './connection/database-errors.ts';
import { toStorable } from './storable-text.ts';

/**
 * The one gate through which every call to the storage passes: arguments become storable on their way in,
 * and errors of the database become errors of the catalogue on their way out.
 */
export function withStorageGate<Methods extends object>(methods: Methods): Methods {
  return new Proxy(methods, {
    get(target, name): unknown {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        const answer: unknown = Reflect.apply(member, target, args.map(toStorable));
        return answer instanceof Promise ? answer.catch(rethrowTranslated) : answer;
      };
    },
  });
}

function rethrowTranslated(error: unknown): never {
  throw translateDatabaseError(error);
}
