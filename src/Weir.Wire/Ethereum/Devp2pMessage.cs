namespace Weir.Wire.Ethereum;

/// <summary>Reads any devp2p message of a Klaytn session by its code: the one place that knows which code has which form (klaytn-ibft 2).</summary>
public static class Devp2pMessage
{
    /// <summary>
    /// Reads the payload of a message after decompression. Like a node, it passes over bytes after the message. A code that is not known gives its bytes as they are.
    /// False with the reason when a known code's payload has another form.
    /// </summary>
    public static bool TryRead(ulong code, ReadOnlySpan<byte> payload, out IDescribed? value, out string? error)
    {
        value = null;
        error = null;
        bool read;
        switch (code)
        {
            case Devp2pCodes.Hello:
                read = Devp2pHello.TryRead(payload, out Devp2pHello? hello);
                value = hello;
                break;
            case Devp2pCodes.Disconnect:
                read = Devp2pDisconnect.TryRead(payload, out Devp2pDisconnect? disconnect);
                value = disconnect;
                break;
            case Devp2pCodes.Ping or Devp2pCodes.Pong:
                // Nodes do not look at the content.
                read = true;
                value = Devp2pEmpty.Instance;
                break;
            case Devp2pCodes.Status:
                read = Devp2pStatus.TryRead(payload, out Devp2pStatus? status);
                value = status;
                break;
            case Devp2pCodes.NewBlockHashes:
                read = Devp2pNewBlockHashes.TryRead(payload, out Devp2pNewBlockHashes? hashes);
                value = hashes;
                break;
            case Devp2pCodes.HeaderFetchRequest:
                read = Devp2pHashes.TryReadOne(payload, out Devp2pHashes? one);
                value = one;
                break;
            case Devp2pCodes.BodiesFetchRequest or Devp2pCodes.BodiesRequest or Devp2pCodes.NodeDataRequest or Devp2pCodes.ReceiptsRequest or Devp2pCodes.StakingInfoRequest:
                read = Devp2pHashes.TryRead(payload, out Devp2pHashes? list);
                value = list;
                break;
            case Devp2pCodes.HeaderFetchResponse:
                read = Devp2pHeaders.TryReadOne(payload, out Devp2pHeaders? header);
                value = header;
                break;
            case Devp2pCodes.Headers:
                read = Devp2pHeaders.TryRead(payload, out Devp2pHeaders? headers);
                value = headers;
                break;
            case Devp2pCodes.HeadersRequest:
                read = Devp2pHeadersRequest.TryRead(payload, out Devp2pHeadersRequest? request);
                value = request;
                break;
            case Devp2pCodes.BodiesFetchResponse or Devp2pCodes.Bodies:
                read = Devp2pBodies.TryRead(payload, out Devp2pBodies? bodies);
                value = bodies;
                break;
            case Devp2pCodes.Transactions:
                read = Devp2pTransactions.TryRead(payload, out Devp2pTransactions? transactions);
                value = transactions;
                break;
            case Devp2pCodes.NewBlock:
                read = Devp2pNewBlock.TryRead(payload, out Devp2pNewBlock? block);
                value = block;
                break;
            case Devp2pCodes.NodeData or Devp2pCodes.Receipts or Devp2pCodes.StakingInfo:
                read = Devp2pItems.TryRead(payload, out Devp2pItems? items);
                value = items;
                break;
            case Devp2pCodes.Consensus:
                read = IbftMessage.TryRead(payload, out IbftMessage? message, out error);
                value = message;
                break;
            default:
                read = true;
                value = new Devp2pUnknown(payload.ToArray());
                break;
        }

        if (!read) { error ??= Devp2pCodes.Name(code) + ": the payload has another form"; }
        return read;
    }
}
