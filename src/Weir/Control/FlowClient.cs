using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Weir.Platform;
using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <summary>Asks a switch that waits for connections about its flows and changes them, as ovs-ofctl does. Every request has a time limit.</summary>
internal sealed partial class FlowClient : IAsyncDisposable
{
    private readonly OpenFlowConnection _connection;
    private readonly ConnectionPlace _at;
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private uint _transaction;

    private FlowClient(OpenFlowConnection connection, ConnectionPlace at, TimeSpan limit, TimeProvider time)
    {
        _connection = connection;
        _at = at;
        _limit = limit;
        _time = time;
    }

    /// <summary>The version that is spoken.</summary>
    public OpenFlowVersion Version => _connection.Version;

    /// <summary>Connects and greets.</summary>
    /// <param name="at">Where the switch waits.</param>
    /// <param name="versions">The versions to offer: bit n is wire protocol n.</param>
    /// <param name="tls">Whom to trust and what to show, for <c>ssl:</c>.</param>
    /// <param name="limit">Longest time for each request.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="WeirException">Nobody answers, or no version is shared.</exception>
    public static async Task<FlowClient> ConnectAsync(ConnectionPlace at, uint versions, SslClientAuthenticationOptions? tls, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        using CancellationTokenSource late = new(limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        Stream? stream = null;
        try
        {
            stream = new NetworkStream(await at.ConnectAsync(either.Token).ConfigureAwait(false), ownsSocket: true);
            if (at.Scheme == "ssl")
            {
                SslStream secured = new(stream, leaveInnerStreamOpen: false);
                stream = secured;
                await secured.AuthenticateAsClientAsync(tls ?? new SslClientAuthenticationOptions { TargetHost = at.Host }, either.Token).ConfigureAwait(false);
            }

            OpenFlowConnection connection = new(stream, at.ToString());
            if (!await connection.NegotiateAsync(versions, either.Token).ConfigureAwait(false)) { throw new WeirException($"{at}: {connection.EndReason}", 3); }
            FlowClient client = new(connection, at, limit, time);
            stream = null;
            return client;
        }
        catch (Exception fault) when (fault is AuthenticationException or IOException)
        {
            throw new WeirException($"{at}: {fault.Message}", 3, fault);
        }
        catch (OperationCanceledException fault) when (late.IsCancellationRequested)
        {
            throw new WeirException($"{at}: no answer within {limit.TotalSeconds:0.#} s", 6, fault);
        }
        finally
        {
            if (stream is not null) { await stream.DisposeAsync().ConfigureAwait(false); }
        }
    }

    /// <summary>The flows that <paramref name="query"/> covers.</summary>
    /// <exception cref="WeirException">The switch refuses, or answers too late.</exception>
    public async Task<IReadOnlyList<FlowEntry>> DumpAsync(FlowQuery query, CancellationToken cancellation)
    {
        List<FlowEntry> flows = [];
        await AskAsync([new MultipartRequest(MultipartKind.Flow, query)], message =>
        {
            if (message is not MultipartReply { Kind: MultipartKind.Flow } reply) { return false; }
            flows.AddRange(reply.Entries.OfType<FlowEntry>());
            return !reply.HasMore;
        }, cancellation).ConfigureAwait(false);
        return flows;
    }

    /// <summary>Sends the changes in their order and waits until the switch has made them.</summary>
    /// <exception cref="WeirException">The switch refuses one, or answers too late.</exception>
    public Task ChangeAsync(IReadOnlyList<FlowMod> flows, CancellationToken cancellation) =>
        AskAsync([.. flows, new SimpleMessage(OpenFlowType.BarrierRequest)], message => message.Type == OpenFlowType.BarrierReply, cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task AskAsync(IReadOnlyList<OpenFlowMessage> requests, Func<OpenFlowMessage, bool> isLast, CancellationToken cancellation)
    {
        using CancellationTokenSource late = new(_limit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            uint first = _transaction + 1;
            Task sending = SendAsync(Encode(requests), either.Token);
            while (await _connection.ReceiveAsync(either.Token).ConfigureAwait(false) is { } message)
            {
                switch (message)
                {
                    case EchoMessage { IsReply: false } echo:
                        await sending.ConfigureAwait(false);
                        await _connection.SendAsync(new EchoMessage(true, echo.Data) { TransactionId = echo.TransactionId }.Encode(Version), either.Token).ConfigureAwait(false);
                        break;
                    case ErrorMessage error when error.TransactionId >= first && error.TransactionId < first + requests.Count:
                        int number = (int)(error.TransactionId - first) + 1;
                        throw new WeirException($"{_at} refuses{(requests.Count > 2 ? $" request {number}" : "")}: {OpenFlowErrors.Text(error, Version)}", 1);
                    default:
                        if (message.TransactionId != first + requests.Count - 1 || !isLast(message)) { break; }
                        await sending.ConfigureAwait(false);
                        return;
                }
            }

            throw new WeirException($"{_at}: the connection ended: {_connection.EndReason}", 3);
        }
        catch (OperationCanceledException fault) when (late.IsCancellationRequested)
        {
            throw new WeirException($"{_at}: no answer within {_limit.TotalSeconds:0.#} s", 6, fault);
        }
        catch (IOException fault)
        {
            throw new WeirException($"{_at}: {fault.Message}", 3, fault);
        }
    }

    private byte[][] Encode(IReadOnlyList<OpenFlowMessage> requests)
    {
        byte[][] encoded = new byte[requests.Count][];
        try
        {
            for (int i = 0; i < encoded.Length; i++) { encoded[i] = (requests[i] with { TransactionId = ++_transaction }).Encode(Version); }
            return encoded;
        }
        catch (NotSupportedException mistake)
        {
            throw new WeirException(mistake.Message, 2, mistake);
        }
    }

    private async Task SendAsync(byte[][] messages, CancellationToken cancellation)
    {
        foreach (byte[] bytes in messages) { await _connection.SendAsync(bytes, cancellation).ConfigureAwait(false); }
    }
}
