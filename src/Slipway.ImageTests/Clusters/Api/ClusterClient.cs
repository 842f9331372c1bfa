using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Slipway.ImageTests.Clusters.Access;

namespace Slipway.ImageTests.Clusters.Api;

/// <summary>A pod of a cluster.</summary>
internal sealed record PodAddress(string Namespace, string Name);

/// <summary>
/// The few requests of the Kubernetes API that tests need. Responses are bounded in size and time. Pods, and what is
/// created with them, are JSON as they were written: the library's types would drop what an older or newer server
/// knows besides, and read no pod at all when one value in it is not as they expect.
/// </summary>
internal sealed class ClusterClient : Kubernetes
{
    private const int MaxResponseBytes = 8 << 20;
    private const string Namespaces = "api/v1/namespaces";
    private readonly ClusterFailures _failures;
    private readonly HttpMessageInvoker _webSockets;

    public ClusterClient(ClusterAccess access)
        : this(new ClusterConnection(access), new ClusterFailures(access))
    {
    }

    private ClusterClient(ClusterConnection connection, ClusterFailures failures)
        : base(connection.Configuration,
            new BoundedResponses(MaxResponseBytes, ClusterFailures.RequestTimeout, TimeProvider.System))
    {
        _failures = failures;
        _webSockets = new HttpMessageInvoker(connection.Handler!, disposeHandler: false);
        CreateWebSocketBuilder = () => new ClusterSocketBuilder(_webSockets, failures);
    }

    /// <returns>Null when there is none.</returns>
    /// <exception cref="SlipwayException">The server refuses, or cannot be reached.</exception>
    public Task<JsonObject?> FindPodAsync(PodAddress pod, CancellationToken cancel) =>
        SendAsync(() => SendJsonAsync(HttpMethod.Get, PathOf(pod), null, cancel), cancel);

    /// <param name="item">Of core/v1: a Pod, ConfigMap or Secret.</param>
    /// <exception cref="SlipwayException">The server refuses, or cannot be reached.</exception>
    public async Task CreateAsync(string space, JsonObject item, CancellationToken cancel)
    {
        var path = $"{Namespaces}/{Uri.EscapeDataString(space)}/{ListOf(item.Text("kind"))}";
        var isShown = item.Text("type") != "kubernetes.io/dockerconfigjson";
        if (await SendAsync(() => SendJsonAsync(HttpMethod.Post, path, item, cancel), cancel, isShown) is null)
            throw Absent(path);
    }

    /// <exception cref="SlipwayException">The server refuses, or cannot be reached.</exception>
    public async Task CreateNamespaceAsync(V1Namespace space, CancellationToken cancel)
    {
        if (await SendAsync(() => CoreV1.CreateNamespaceAsync(space, cancellationToken: cancel), cancel) is null)
            throw Absent(Namespaces);
    }

    /// <returns>The namespaces with these labels, and what the time is at the server.</returns>
    /// <exception cref="SlipwayException">The server refuses, or cannot be reached.</exception>
    public async Task<(IReadOnlyList<V1Namespace> Items, DateTimeOffset? Now)> ListNamespacesAsync(
        string labels, int limit, CancellationToken cancel)
    {
        using var answer = await SendAsync(
            () => CoreV1.ListNamespaceWithHttpMessagesAsync(
                labelSelector: labels, limit: limit, cancellationToken: cancel), cancel);
        return ([.. answer?.Body?.Items ?? []], answer?.Response.Headers.Date);
    }

    /// <summary>That there is none is no error.</summary>
    /// <exception cref="SlipwayException">The server refuses, or cannot be reached.</exception>
    public Task DeleteNamespaceAsync(string name, CancellationToken cancel) =>
        SendAsync(() => CoreV1.DeleteNamespaceAsync(name, cancellationToken: cancel), cancel);

    /// <exception cref="SlipwayException">The server refuses, or cannot be reached.</exception>
    public async Task<bool> HasServiceAccountAsync(string space, string name, CancellationToken cancel) =>
        await SendAsync(
            () => CoreV1.ReadNamespacedServiceAccountAsync(name, space, cancellationToken: cancel), cancel) is not null;

    /// <exception cref="SlipwayException">The server refuses, or cannot be reached.</exception>
    public async Task<IReadOnlyList<Corev1Event>> ListEventsAsync(
        string space, string fields, int limit, CancellationToken cancel) =>
        [.. (await SendAsync(
            () => CoreV1.ListNamespacedEventAsync(
                space, fieldSelector: fields, limit: limit, cancellationToken: cancel), cancel))?.Items ?? []];

    /// <param name="previous">Of the container's life before this one.</param>
    /// <exception cref="SlipwayException">The server refuses, or cannot be reached.</exception>
    public async Task<string> ReadLogAsync(
        PodAddress pod, string container, int lines, int bytes, bool previous, CancellationToken cancel)
    {
        await using var log = await SendAsync(
            () => CoreV1.ReadNamespacedPodLogAsync(
                pod.Name, pod.Namespace, container, tailLines: lines, limitBytes: bytes,
                previous: previous ? true : null, cancellationToken: cancel), cancel);
        if (log is null)
            return "";
        using var reader = new StreamReader(log, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancel);
    }

    /// <exception cref="SlipwayException">The server refuses, or cannot be reached.</exception>
    public async Task<ChannelSocket> ExecuteAsync(
        PodAddress pod, string container, IReadOnlyList<string> command, CancellationToken cancel) =>
        new(await WebSocketNamespacedPodExecAsync(
            pod.Name, pod.Namespace, command, container, stderr: true, stdin: false, stdout: true, tty: false,
            ChannelSocket.Protocol, cancellationToken: cancel));

    /// <exception cref="SlipwayException">The server refuses, or cannot be reached.</exception>
    public async Task<PortForwardStream> ForwardAsync(PodAddress pod, int port, CancellationToken cancel) =>
        new(new ChannelSocket(await WebSocketNamespacedPodPortForwardAsync(
            pod.Name, pod.Namespace, [port], ChannelSocket.Protocol, cancellationToken: cancel)));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _webSockets.Dispose();
        base.Dispose(disposing);
    }

    private static string PathOf(PodAddress pod) =>
        $"{Namespaces}/{Uri.EscapeDataString(pod.Namespace)}/pods/{Uri.EscapeDataString(pod.Name)}";

    private static string ListOf(string kind) => kind switch
    {
        "Pod" => "pods",
        "ConfigMap" => "configmaps",
        "Secret" => "secrets",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static SlipwayException Absent(string path) =>
        new SlipwayException(
            ErrorCode.Cluster,
            $"the cluster has no {path}", "see that it is a Kubernetes cluster, of a version that is kept up");

    private async Task<JsonObject> SendJsonAsync(
        HttpMethod method, string path, JsonObject? item, CancellationToken cancel)
    {
        using var response = await SendRequest(path, method, null, item, cancel);
        return ApiJsonReader.Parse(await response.Content.ReadAsByteArrayAsync(cancel));
    }

    /// <param name="isShown">What the server says of it may be shown: a refusal may repeat what was sent.</param>
    /// <returns>Null when the server says that there is no such thing.</returns>
    private async Task<T?> SendAsync<T>(Func<Task<T>> request, CancellationToken cancel, bool isShown = true)
        where T : class
    {
        try
        {
            return await request();
        }
        catch (HttpOperationException e)
        {
            // It is not passed on: its message repeats the response.
            return e.Response.StatusCode == HttpStatusCode.NotFound
                ? null
                : throw _failures.Refusal(e.Response.StatusCode, isShown ? e.Response.Content : "");
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new SlipwayException(ErrorCode.Cluster, "an answer of the cluster is not of the Kubernetes API",
                "see that it is the API server that answers", e);
        }
        catch (Exception e)
            when (e is HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            throw _failures.Unreachable(e);
        }
    }
}
