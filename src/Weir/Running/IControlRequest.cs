using System.Text.Json;

namespace Weir.Running;

/// <summary>One kind of request that a living run answers on its control socket.</summary>
internal interface IControlRequest
{
    /// <summary>The word in the request's <c>do</c>.</summary>
    string Name { get; }

    /// <summary>Carries it out. Answers go through <paramref name="reply"/>, as many as it takes; a <see cref="WeirException"/> becomes an answer with <c>error</c>.</summary>
    Task HandleAsync(JsonElement request, ControlReply reply, LabRun run, CancellationToken cancellation);
}
