namespace Weir.Wire.Ethereum;

/// <summary>The message codes of a Klaytn session (klaytn-ibft 2.1, 2.5) and their names.</summary>
public static class Devp2pCodes
{
    /// <summary>Hello, the first message.</summary>
    public const int Hello = 0x00;
    /// <summary>Disconnect.</summary>
    public const int Disconnect = 0x01;
    /// <summary>Ping.</summary>
    public const int Ping = 0x02;
    /// <summary>Pong.</summary>
    public const int Pong = 0x03;

    /// <summary>First code of the istanbul sub-protocol.</summary>
    public const int ProtocolOffset = 0x10;

    /// <summary>Status, the first message of the sub-protocol.</summary>
    public const int Status = 0x10;
    /// <summary>New block hashes.</summary>
    public const int NewBlockHashes = 0x11;
    /// <summary>Request of one header by hash.</summary>
    public const int HeaderFetchRequest = 0x12;
    /// <summary>One header.</summary>
    public const int HeaderFetchResponse = 0x13;
    /// <summary>Request of bodies by hash.</summary>
    public const int BodiesFetchRequest = 0x14;
    /// <summary>Bodies.</summary>
    public const int BodiesFetchResponse = 0x15;
    /// <summary>Transactions.</summary>
    public const int Transactions = 0x16;
    /// <summary>Request of headers by hash or number.</summary>
    public const int HeadersRequest = 0x17;
    /// <summary>Headers.</summary>
    public const int Headers = 0x18;
    /// <summary>Request of bodies by hash.</summary>
    public const int BodiesRequest = 0x19;
    /// <summary>Bodies.</summary>
    public const int Bodies = 0x1a;
    /// <summary>A whole new block.</summary>
    public const int NewBlock = 0x1b;
    /// <summary>Request of state nodes by hash.</summary>
    public const int NodeDataRequest = 0x1c;
    /// <summary>State nodes.</summary>
    public const int NodeData = 0x1d;
    /// <summary>Request of receipts by block hash.</summary>
    public const int ReceiptsRequest = 0x1e;
    /// <summary>Receipts.</summary>
    public const int Receipts = 0x1f;
    /// <summary>A consensus message; see <see cref="IbftMessage"/>.</summary>
    public const int Consensus = 0x21;
    /// <summary>Request of staking information by hash, version 65 only.</summary>
    public const int StakingInfoRequest = 0x22;
    /// <summary>Staking information, version 65 only.</summary>
    public const int StakingInfo = 0x23;

    /// <summary>The lower-case name of a code as commands print it; <c>code-0x20</c> and the like for one without a name. A consensus message's own kind is <see cref="IbftMessage.Kind"/>.</summary>
    public static string Name(ulong code) => code switch
    {
        Hello => "hello",
        Disconnect => "disconnect",
        Ping => "ping",
        Pong => "pong",
        Status => "status",
        NewBlockHashes => "new-block-hashes",
        HeaderFetchRequest => "header-fetch-request",
        HeaderFetchResponse => "header-fetch-response",
        BodiesFetchRequest => "bodies-fetch-request",
        BodiesFetchResponse => "bodies-fetch-response",
        Transactions => "transactions",
        HeadersRequest => "headers-request",
        Headers => "headers",
        BodiesRequest => "bodies-request",
        Bodies => "bodies",
        NewBlock => "new-block",
        NodeDataRequest => "node-data-request",
        NodeData => "node-data",
        ReceiptsRequest => "receipts-request",
        Receipts => "receipts",
        Consensus => "consensus",
        StakingInfoRequest => "staking-info-request",
        StakingInfo => "staking-info",
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"code-0x{code:x2}"),
    };
}
