namespace Weir.Consensus.Validating.Rpc;

/// <summary>Why a request has no result; the codes are those of JSON-RPC 2.0.</summary>
internal sealed class RpcException(int code, string message) : Exception(message)
{
    /// <summary>The code.</summary>
    public int Code => code;
}
