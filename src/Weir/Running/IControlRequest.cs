using System.Text.Json;

namespace Weir.Running;

/// <summary>One kind of request that a living run answers on its control socket.</summary>
internal interface IControlRequest
{
    /// <summary>The word in the request's <c>do</c>.</summary>
    string Name { get; }

    /// <summary>True when this request is answered for as long as the run lives: it then ends as soon as the other side has nothing more to say, for whoever went away is else noticed only when there is something to send.</summary>
    bool Lasts(JsonElement request) => false;

    /// <summary>Carries it out. Answers go through <paramref name="reply"/>, as many as it takes; a <see cref="WeirException"/> becomes an answer with <c>error</c>.</summary>
    Task HandleAsync(JsonElement request, ControlReply reply, LabRun run, CancellationToken cancellation);
}
