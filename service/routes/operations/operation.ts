import type { Request, Response } from 'express';
import type { API, BodyOf, OperationName, ParamsOf, QueryOf, ResponseOf } from '../../../shared/api.ts';
import type { Store } from '../../storage/store.ts';

/** The rows an operation may see: those of the organisation in its path, whose token the caller has shown. */
type StoreFor<Name extends OperationName> = (typeof API)[Name]['path'] extends `/api/orgs/:org/${string}`
  ? Store
  : undefined;

/** The name of the token that the caller has shown, where the operation needs one. */
type CallerOf<Name extends OperationName> = StoreFor<Name> extends Store ? string : undefined;

/** A request to an operation, parsed by the table and allowed. */
export interface OperationCall<Name extends OperationName> {
  readonly params: ParamsOf<Name>;
  readonly query: QueryOf<Name>;
  readonly body: BodyOf<Name>;
  readonly store: StoreFor<Name>;
  readonly caller: CallerOf<Name>;
  /** For headers, and for streams, which write their answer themselves. */
  readonly request: Request;
  readonly response: Response;
}

export type OperationHandler<Name extends OperationName> = (call: OperationCall<Name>) => Promise<ResponseOf<Name>>;

/** One handler per row of the table: an operation without one does not compile. */
export type OperationHandlers = { readonly [Name in OperationName]: OperationHandler<Name> };
