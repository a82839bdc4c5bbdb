using System.Text.Json;

namespace Weir.Consensus.Validating.Rpc;

/// <summary>One method: asks the node, and writes one JSON value.</summary>
/// <param name="node">The node.</param>
/// <param name="parameters">The request's parameters.</param>
/// <param name="result">Where the result is written.</param>
internal delegate void NodeMethod(NodeView node, JsonElement[] parameters, Utf8JsonWriter result);
